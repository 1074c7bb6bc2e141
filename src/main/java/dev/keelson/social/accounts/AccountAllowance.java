package dev.keelson.social.accounts;

import dev.keelson.billing.entitlements.Entitlements;
import dev.keelson.billing.entitlements.UserEntitlements;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import dev.keelson.social.SocialAccountsOverPlan;
import dev.keelson.social.networks.Platform;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How many linked accounts the user's plan allows: {@code social_accounts}, no limit where no plan of theirs speaks of it.
 * Accounts are linked at Ayrshare, where nobody asks for the plan, and plans end. So more may be linked than the plan allows:
 * those that have been linked longest are within it, and the others take no posts. Whoever pauses or unlinks one makes room
 * for the next; nothing is unlinked by us.
 */
@Component
class AccountAllowance {
    private static final String ACCOUNTS = "social_accounts";

    private final Entitlements entitlements;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    AccountAllowance(
            Entitlements entitlements, JdbcClient jdbc, ApplicationEventPublisher events, InstantSource clock) {
        this.entitlements = entitlements;
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Throws the problem {@code LIMIT_REACHED} where there is no room for a new one among these.
     *
     * @param asked the networks to be linked, empty for any
     */
    void requireRoom(UserId user, Collection<Platform> asked, Collection<Account> linked) {
        var mine = entitlements.of(user);
        boolean relinking = !asked.isEmpty()
                && asked.stream()
                        .allMatch(platform -> linked.stream()
                                .anyMatch(account -> account.platform() == platform && account.holdsAPlace()));
        if (mine.isLimited(ACCOUNTS) && !relinking) {
            mine.held(ACCOUNTS, linked.stream().filter(Account::holdsAPlace).count());
            mine.requireLeft(ACCOUNTS, 1);
        }
    }

    /** The networks that are linked and beyond the plan. */
    List<Platform> beyond(UserId user) {
        var mine = entitlements.of(user);
        return isUnlimited(mine) ? List.of() : beyond(user, mine.limit(ACCOUNTS));
    }

    /** Counts them for the plan, and tells once where they have become too many. The profile's row is held. */
    void settle(UserId user) {
        var mine = entitlements.of(user);
        long held = jdbc.sql("select count(*) from social_accounts where user_id = :user and holds_since is not null")
                .param("user", user.value())
                .query(Long.class)
                .single();
        mine.held(ACCOUNTS, held);
        boolean over = !isUnlimited(mine) && held > mine.limit(ACCOUNTS);
        if (over && overSince(user).isEmpty()) {
            Instant now = clock.instant();
            setOverSince(user, now);
            long allowed = mine.limit(ACCOUNTS);
            events.publishEvent(new SocialAccountsOverPlan(
                    user,
                    now,
                    allowed,
                    beyond(user, allowed).stream().map(Platform::id).toList()));
        } else if (!over && overSince(user).isPresent()) {
            setOverSince(user, null);
        }
    }

    private static boolean isUnlimited(UserEntitlements mine) {
        return !mine.isLimited(ACCOUNTS) || mine.limit(ACCOUNTS) == UserEntitlements.UNLIMITED;
    }

    private List<Platform> beyond(UserId user, long allowed) {
        return jdbc.sql("""
                        select platform from social_accounts where user_id = :user and holds_since is not null
                        order by holds_since, platform offset :allowed
                        """)
                .param("user", user.value())
                .param("allowed", allowed)
                .query((row, _) -> Platform.of(row.getString("platform")).orElseThrow())
                .list();
    }

    private Optional<Instant> overSince(UserId user) {
        return jdbc.sql("select over_plan_since from social_profiles where user_id = :user")
                .param("user", user.value())
                .query((row, _) -> Optional.ofNullable(Timestamps.instant(row, "over_plan_since")))
                .optional()
                .flatMap(since -> since);
    }

    private void setOverSince(UserId user, @Nullable Instant since) {
        jdbc.sql("update social_profiles set over_plan_since = :since where user_id = :user")
                .param("since", Timestamps.at(since))
                .param("user", user.value())
                .update();
    }
}
