package dev.keelson.billing.meters;

import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Usage that waits: hands it out to one sender at a time, and notes what came of it. */
@Component
class MeterOutbox {
    /** Longer than a call may take with all its repetitions. */
    static final Duration LEASE = Duration.ofMinutes(5);

    private final JdbcClient jdbc;
    private final StripeSettings stripe;
    private final MeterSettings settings;
    private final InstantSource clock;

    MeterOutbox(JdbcClient jdbc, StripeSettings stripe, MeterSettings settings, InstantSource clock) {
        this.jdbc = jdbc;
        this.stripe = stripe;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @param due how many were looked at
     * @param attempts what of them is to be sent
     */
    record Claim(int due, List<Attempt> attempts) {}

    private record Row(
            UUID id,
            @Nullable String customer,
            String eventName,
            long value,
            Instant occurredAt,
            String identifier,
            int attempts,
            Optional<Instant> uncertainSince) {}

    /**
     * Takes what is due. That an attempt is made is written down before it is: after a crash it counts as one of unknown
     * outcome.
     */
    @Transactional
    public Claim claim() {
        Instant now = clock.instant();
        var due = due(now);
        var attempts = new ArrayList<Attempt>();
        for (Row row : due) {
            if (Window.isForgotten(row.uncertainSince(), now)) {
                finish(row.id(), MeterState.UNKNOWN, "outcome_unknown");
            } else if (Window.isPast(row.occurredAt(), now)) {
                finish(row.id(), MeterState.EXPIRED, "older_than_35_days");
            } else if (Window.isAhead(row.occurredAt(), now)) {
                finish(row.id(), MeterState.REJECTED, "in_the_future");
            } else if (row.customer() == null) {
                postpone(row.id(), settings.customerPause(), "no_customer");
            } else {
                attempts.add(take(row, row.customer(), now));
            }
        }
        return new Claim(due.size(), attempts);
    }

    private List<Row> due(Instant now) {
        return jdbc.sql("""
                        select m.id, m.event_name, m.value, m.occurred_at, m.identifier, m.attempts, m.uncertain_since,
                          coalesce(m.stripe_customer_id, (
                            select c.stripe_id from customers c
                            where c.user_id = m.user_id and c.livemode = :livemode and c.deleted_at is null
                            order by c.raw -> 'created', c.stripe_id limit 1)) as customer
                        from meter_events m
                        where m.state = 'pending' and m.next_attempt_at <= :now
                        order by m.next_attempt_at limit :batch for update of m skip locked
                        """)
                .param("livemode", stripe.livemode())
                .param("now", Timestamps.at(now))
                .param("batch", settings.batch())
                .query((row, _) -> row(row))
                .list();
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getObject("id", UUID.class),
                row.getString("customer"),
                row.getString("event_name"),
                row.getLong("value"),
                Timestamps.requiredInstant(row, "occurred_at"),
                row.getString("identifier"),
                row.getInt("attempts"),
                Optional.ofNullable(Timestamps.instant(row, "uncertain_since")));
    }

    private Attempt take(Row row, String customer, Instant now) {
        jdbc.sql("""
                        update meter_events set stripe_customer_id = :customer, attempts = attempts + 1,
                          uncertain_since = coalesce(uncertain_since, :now), next_attempt_at = :again, updated_at = :now
                        where id = :id
                        """)
                .param("customer", customer)
                .param("now", Timestamps.at(now))
                .param("again", Timestamps.at(now.plus(LEASE)))
                .param("id", row.id())
                .update();
        return new Attempt(
                row.id(),
                customer,
                row.eventName(),
                row.value(),
                row.occurredAt(),
                row.identifier(),
                row.attempts() + 1,
                row.uncertainSince());
    }

    @Transactional
    public void note(Attempt attempt, Outcome outcome) {
        switch (outcome) {
            case Outcome.Taken _ -> finish(attempt.id(), MeterState.SENT, null);
            case Outcome.Refused(String code) -> finish(attempt.id(), MeterState.REJECTED, code);
            case Outcome.Later later -> {
                if (!later.uncertain()) {
                    noEffect(attempt);
                }
                Duration usual = settings.pauseAfter(attempt.number());
                Duration told = later.after().orElse(Duration.ZERO);
                postpone(attempt.id(), usual.compareTo(told) > 0 ? usual : told, later.code());
            }
        }
    }

    /** This attempt is none that could have made a difference. */
    private void noEffect(Attempt attempt) {
        jdbc.sql("update meter_events set uncertain_since = :since where id = :id and attempts = :number")
                .param("since", Timestamps.at(attempt.uncertainSince().orElse(null)))
                .param("id", attempt.id())
                .param("number", attempt.number())
                .update();
    }

    private void postpone(UUID id, Duration pause, String code) {
        Instant now = clock.instant();
        jdbc.sql("""
                        update meter_events set next_attempt_at = :next, last_error = :code, updated_at = :now
                        where id = :id and state = 'pending'
                        """)
                .param("next", Timestamps.at(now.plus(pause)))
                .param("code", code)
                .param("now", Timestamps.at(now))
                .param("id", id)
                .update();
    }

    /** Only what still waits: Stripe may have told by now that it refuses it after all. */
    private void finish(UUID id, MeterState state, @Nullable String code) {
        jdbc.sql("""
                        update meter_events set state = :state, last_error = :code, updated_at = :now
                        where id = :id and state = 'pending'
                        """)
                .param("state", state.sqlName())
                .param("code", code)
                .param("now", Timestamps.at(clock.instant()))
                .param("id", id)
                .update();
    }
}
