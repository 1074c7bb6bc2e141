package dev.keelson.clients.ayrshare;

/**
 * A profile as it was made.
 *
 * @param refId Ayrshare's id of it, which its webhooks carry
 * @param key told this once and never again
 */
public record CreatedProfile(String refId, ProfileKey key) {}
