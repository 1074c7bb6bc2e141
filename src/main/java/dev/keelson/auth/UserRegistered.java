package dev.keelson.auth;

import dev.keelson.shared.UserId;

/** A user is known to us for the first time: from Clerk's event or from their first request, whichever came first. */
public record UserRegistered(UserId user, String clerkId) {}
