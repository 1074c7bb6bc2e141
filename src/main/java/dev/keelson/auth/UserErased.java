package dev.keelson.auth;

import dev.keelson.shared.UserId;

/** A user is gone: what remains is a tombstone without personal data. */
public record UserErased(UserId user, String clerkId) {}
