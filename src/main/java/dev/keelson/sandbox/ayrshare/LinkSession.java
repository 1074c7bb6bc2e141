package dev.keelson.sandbox.ayrshare;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some minutes in which a person may link accounts to a profile.
 *
 * @param redirect where the person is sent afterwards
 * @param allowedSocial the networks that may be linked; empty allows all
 */
record LinkSession(
        String sessionId, String refId, @Nullable String redirect, List<String> allowedSocial, Instant expiresAt) {

    boolean isExpired(Instant now) {
        return !now.isBefore(expiresAt);
    }

    /** What the page's address carries. */
    String token() {
        return "ayr_" + sessionId;
    }

    List<Network> networks(Profile profile) {
        return Arrays.stream(Network.values())
                .filter(network -> allowedSocial.isEmpty() || allowedSocial.contains(network.id()))
                .filter(network -> !profile.disableSocial().contains(network.id()))
                .toList();
    }
}
