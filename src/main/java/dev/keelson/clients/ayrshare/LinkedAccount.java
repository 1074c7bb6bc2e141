package dev.keelson.clients.ayrshare;

import org.jspecify.annotations.Nullable;

/**
 * An account that is linked to a profile; at most one per network.
 *
 * @param platform Ayrshare's name of the network: {@code twitter} for X, {@code gmb} for Google
 * @param refreshDaysRemaining days after which the network wants it linked again; only LinkedIn tells
 */
public record LinkedAccount(
        String platform,
        @Nullable String id,
        @Nullable String name,
        @Nullable String pictureUrl,
        @Nullable String profileUrl,
        @Nullable Integer refreshDaysRemaining) {

    /** Of a network that does not tell until when. */
    public LinkedAccount(
            String platform,
            @Nullable String id,
            @Nullable String name,
            @Nullable String pictureUrl,
            @Nullable String profileUrl) {
        this(platform, id, name, pictureUrl, profileUrl, null);
    }
}
