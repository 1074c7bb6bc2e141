package dev.keelson.social.accounts;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.keelson.shared.UserId;
import dev.keelson.social.networks.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user's account on a network; at most one per network.
 *
 * @param listed whether Ayrshare's newest answer had it
 * @param paused whether the user has switched it off for publishing
 * @param signal the newest thing that was told about the link outside such an answer
 * @param relinkBy until when the network wants it linked again, where it said so
 * @param lostAt since when it needs that, as its user was told
 * @param expiryTold how many days before the end its user was told last
 * @param holdsSince since when it counts for the user's plan
 */
public record Account(
        UUID id,
        UserId user,
        Platform platform,
        boolean listed,
        @Nullable String name,
        @Nullable String pictureUrl,
        @Nullable String profileUrl,
        boolean paused,
        @Nullable Signal signal,
        @Nullable Instant relinkBy,
        @Nullable Instant lostAt,
        @Nullable Integer expiryTold,
        @Nullable Instant holdsSince,
        @Nullable Instant syncedAt) {

    private static final long DAY = Duration.ofDays(1).toSeconds();

    /** What was told about a link. */
    public enum Signal {
        /** It was linked, or the user had us look and it was there. */
        LINKED,
        /** It works, but not for much longer. */
        EXPIRING,
        /** The user has unlinked it. */
        UNLINKED,
        /** Ayrshare has found it invalid and dropped it. */
        DROPPED,
        /** The network refused us when we published. Ayrshare goes on listing it. */
        REFUSED
    }

    /** Whether something can be published there. */
    public enum LinkState {
        ACTIVE,
        PAUSED,
        NEEDS_RELINK,
        UNLINKED;

        @JsonValue
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public LinkState state() {
        if (signal == Signal.REFUSED || (signal == Signal.DROPPED && !listed)) {
            return LinkState.NEEDS_RELINK;
        }
        if (!listed) {
            return LinkState.UNLINKED;
        }
        return paused ? LinkState.PAUSED : LinkState.ACTIVE;
    }

    /** Days that the link still works, the present one included; null where nobody has said until when. */
    @Nullable
    Long daysLeft(Instant now) {
        if (!listed || relinkBy == null || state() == LinkState.NEEDS_RELINK) {
            return null;
        }
        return Math.max(0, (Duration.between(now, relinkBy).toSeconds() + DAY - 1) / DAY);
    }

    /** Whether it counts for the plan. A link that is lost keeps its place for when it is back. */
    boolean holdsAPlace() {
        return !paused && (state() == LinkState.ACTIVE || state() == LinkState.NEEDS_RELINK);
    }
}
