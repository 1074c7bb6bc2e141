package dev.keelson.clients.ayrshare;

import org.jspecify.annotations.Nullable;

/**
 * An account that is linked to a profile; at most one per network.
 *
 * @param platform Ayrshare's name of the network: {@code twitter} for X, {@code gmb} for Google
 */
public record LinkedAccount(
        String platform,
        @Nullable String id,
        @Nullable String name,
        @Nullable String pictureUrl,
        @Nullable String profileUrl) {}
