package dev.keelson.clients.ayrshare;

import java.time.Instant;

/**
 * A page where a user links networks.
 *
 * @param url whoever has it acts as the user until it expires: never stored, never logged
 */
public record LinkSession(String url, Instant expiresAt) {
    @Override
    public String toString() {
        return "LinkSession[url=***, expiresAt=" + expiresAt + "]";
    }
}
