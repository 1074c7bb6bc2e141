package dev.keelson.social.accounts;

import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import dev.keelson.social.SocialAccountNeedsRelink;
import dev.keelson.social.SocialAccountRelinked;
import dev.keelson.social.SocialLinkExpiring;
import dev.keelson.social.accounts.Account.LinkState;
import dev.keelson.social.accounts.Account.Signal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Compares how a user's links are with what the user was told of them, and tells the difference: a link that is lost or that
 * ends soon, and one that works again. What was told is kept with the account, so it does not matter how often or in which
 * order the same is noticed.
 */
@Component
class LinkHealth {
    /** When the end of a link is told, in days before it: when Ayrshare tells it, and when it becomes urgent. */
    static final int EARLY = 15;

    static final int LATE = 3;
    /** A date that has moved so far ahead is another link's, or the same one's that was linked again. */
    private static final Duration RENEWED = Duration.ofDays(30);

    private final AccountRows rows;
    private final ProfileStore profiles;
    private final WaitingPosts waiting;
    private final AccountAllowance allowance;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    LinkHealth(
            AccountRows rows,
            ProfileStore profiles,
            WaitingPosts waiting,
            AccountAllowance allowance,
            JdbcClient jdbc,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.rows = rows;
        this.profiles = profiles;
        this.waiting = waiting;
        this.allowance = allowance;
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
    }

    /** To be called when all that is known has been taken over. */
    @Transactional(propagation = Propagation.MANDATORY)
    void settle(UserId user) {
        profiles.lockForAccounts(user);
        Instant now = clock.instant();
        List<Account> accounts = rows.of(user);
        accounts.forEach(account -> settle(account, now));
        allowance.settle(user);
    }

    private void settle(Account account, Instant now) {
        var lostAt = lostAt(account, now);
        var told = toldOfItsEnd(account, now);
        var holdsSince = holdsSince(account, now);
        if (!Objects.equals(lostAt, account.lostAt())
                || !Objects.equals(told, account.expiryTold())
                || !Objects.equals(holdsSince, account.holdsSince())) {
            jdbc.sql("""
                            update social_accounts set lost_at = :lostAt, expiry_told = :told, holds_since = :holdsSince
                            where id = :id
                            """)
                    .param("lostAt", Timestamps.at(lostAt))
                    .param("told", told)
                    .param("holdsSince", Timestamps.at(holdsSince))
                    .param("id", account.id())
                    .update();
        }
    }

    private @Nullable Instant lostAt(Account account, Instant now) {
        if (account.state() != LinkState.NEEDS_RELINK) {
            if (account.lostAt() != null && account.listed()) {
                tellItIsBack(account, now);
            }
            return null;
        }
        if (account.lostAt() != null) {
            return account.lostAt();
        }
        events.publishEvent(
                new SocialAccountNeedsRelink(account.user(), account.platform().id(), now));
        return now;
    }

    private void tellItIsBack(Account account, Instant now) {
        int posts = waiting.forRelinking(account.user(), account.platform());
        if (posts > 0) {
            events.publishEvent(
                    new SocialAccountRelinked(account.user(), account.platform().id(), now, posts));
        }
    }

    private @Nullable Integer toldOfItsEnd(Account account, Instant now) {
        var by = account.relinkBy();
        boolean warned = account.signal() == Signal.EXPIRING;
        if (!account.listed() || (by == null && !warned)) {
            return null;
        }
        if (by != null && by.isAfter(now.plus(RENEWED))) {
            return null;
        }
        if (account.state() == LinkState.NEEDS_RELINK || (by != null && by.isAfter(now.plus(Duration.ofDays(EARLY))))) {
            return account.expiryTold();
        }
        int days = by != null && !by.isAfter(now.plus(Duration.ofDays(LATE))) ? LATE : EARLY;
        if (account.expiryTold() != null && account.expiryTold() <= days) {
            return account.expiryTold();
        }
        events.publishEvent(
                new SocialLinkExpiring(account.user(), account.platform().id(), by, days));
        return days;
    }

    private static @Nullable Instant holdsSince(Account account, Instant now) {
        if (!account.holdsAPlace()) {
            return null;
        }
        return account.holdsSince() == null ? now : account.holdsSince();
    }
}
