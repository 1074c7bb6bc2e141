package dev.keelson.billing.standing;

import dev.keelson.auth.PlanChanged;
import dev.keelson.billing.grants.Grant;
import dev.keelson.billing.grants.Grants;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads how a user stands, from our own tables alone. */
@Component
class ReadStatus {
    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final Grants grants;
    private final Troubles troubles;

    ReadStatus(JdbcClient jdbc, InstantSource clock, Grants grants, Troubles troubles) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.grants = grants;
        this.troubles = troubles;
    }

    Status of(UserId user) {
        var dearest =
                grants.of(Set.of(user)).getOrDefault(user, Grants.Held.NOTHING).dearest();
        return new Status(
                dearest.map(Grant::plan).orElse(PlanChanged.FREE),
                dearest.map(this::subscription).orElse(null),
                Status.issues(troubles.of(Set.of(user), clock.instant())));
    }

    private Status.Subscription subscription(Grant grant) {
        return jdbc.sql("""
                        select status, started_at, trial_end, cancel_at, cancel_at_period_end, current_period_end
                        from subscriptions where id = :id
                        """)
                .param("id", grant.subscription())
                .query((row, _) -> {
                    String status = row.getString("status");
                    Instant paidUntil = grant.periodEnd();
                    Instant cancelAt = Timestamps.instant(row, "cancel_at");
                    boolean atPeriodEnd = row.getBoolean("cancel_at_period_end");
                    Instant canceled = cancelAt == null && atPeriodEnd ? paidUntil : cancelAt;
                    return new Status.Subscription(
                            grant.subscription(),
                            status,
                            Timestamps.instant(row, "started_at"),
                            paidUntil,
                            status.equals("trialing") ? Timestamps.instant(row, "trial_end") : null,
                            renewal(paidUntil, canceled),
                            earlier(canceled, grant.until()));
                })
                .single();
    }

    private static @Nullable Instant renewal(@Nullable Instant paidUntil, @Nullable Instant canceled) {
        return paidUntil == null || canceled == null || canceled.isAfter(paidUntil) ? paidUntil : null;
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return Stream.of(Optional.ofNullable(one), Optional.ofNullable(other))
                .flatMap(Optional::stream)
                .min(Instant::compareTo)
                .orElse(null);
    }
}
