package dev.keelson.sandbox.ayrshare;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A linked account, as {@code GET /user} lists it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Account(
        Network platform,
        String id,
        String displayName,
        String username,
        String profileUrl,
        String userImage,
        Instant created,
        @Nullable String pageName,
        @Nullable String type,
        @Nullable Integer refreshDaysRemaining,
        @Nullable Integer usedQuota) {
    private static final int LINKEDIN_RELINK_DAYS = 365;

    static Account link(Network network, Profile profile, OwnAddress address, Instant now) {
        var handle = "sandbox_" + profile.refId().substring(0, 6);
        var name = "Sandbox " + profile.refId().substring(0, 6);
        // The same account at the network whenever it is linked again.
        var number =
                Long.toString(10_000_000_000L + Integer.toUnsignedLong((profile.refId() + network.id()).hashCode()));
        boolean onLinkedIn = network == Network.LINKEDIN;
        return new Account(
                network,
                onLinkedIn ? "urn:li:organization:" + number : number,
                name,
                handle,
                address.url("/profiles/" + profile.refId()),
                address.url("/avatars/" + profile.refId() + ".svg"),
                now,
                network == Network.FACEBOOK ? name : null,
                onLinkedIn ? "corporate" : null,
                onLinkedIn ? LINKEDIN_RELINK_DAYS : null,
                network == Network.INSTAGRAM ? 0 : null);
    }

    /** As it is after some days. */
    Account at(Instant now) {
        return endingAfter(
                refreshDaysRemaining == null ? null : (Integer) Math.max(0, refreshDaysRemaining - age(now)));
    }

    /** The same link, which ends so many days from now. */
    Account endingIn(int days, Instant now) {
        return endingAfter(days + age(now));
    }

    private Account endingAfter(@Nullable Integer days) {
        return new Account(
                platform, id, displayName, username, profileUrl, userImage, created, pageName, type, days, usedQuota);
    }

    private int age(Instant now) {
        return (int) Duration.between(created, now).toDays();
    }
}
