package dev.keelson.webhooks;

import dev.keelson.shared.Timestamps;
import dev.keelson.webhooks.SyncJob.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Asks for the jobs that are due. It looks at what has been asked for, not at its own past, so that a start, a missed night or
 * another node makes no difference; and it leaves a sign of life, by whose age the next start knows how long nobody was there.
 */
@Component
class SyncSchedule {
    private static final Logger log = LoggerFactory.getLogger(SyncSchedule.class);
    /** A night that nobody was there for this long is not made up for by day; the jobs after the downtime do that. */
    private static final Duration NIGHT = Duration.ofHours(4);

    private final SyncJobs jobs;
    private final SyncStore store;
    private final SyncSettings settings;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    SyncSchedule(
            SyncJobs jobs,
            SyncStore store,
            SyncSettings settings,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            InstantSource clock) {
        this.jobs = jobs;
        this.store = store;
        this.settings = settings;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    void tick() {
        Instant now = clock.instant();
        if (!settings.scheduled()) {
            alive(now);
            return;
        }
        // The sign of life and what its age asks for are one: neither is lost without the other.
        transaction.executeWithoutResult(_ -> alive(now)
                .filter(before -> before.plus(settings.downtime()).isBefore(now))
                .ifPresent(before -> catchUp(before, now)));
        for (WebhookProvider provider : WebhookProvider.values()) {
            scheduled(provider, now);
        }
        store.deleteFinished(settings.keep());
    }

    private void catchUp(Instant before, Instant now) {
        log.warn(
                "reconcile=after_downtime seconds={}",
                Duration.between(before, now).toSeconds());
        var scope = new SyncScope.Since(before.minus(settings.overlap()));
        for (WebhookProvider provider : WebhookProvider.values()) {
            jobs.start(provider, scope, Reason.STARTUP, null);
        }
    }

    private void scheduled(WebhookProvider provider, Instant now) {
        var full = new SyncScope.Full();
        if (isNight(now)
                && store.lastAsked(provider, full)
                        .filter(last -> !last.isBefore(beginOfNight(now)))
                        .isEmpty()) {
            jobs.start(provider, full, Reason.SCHEDULED, null);
        }
        Duration every = settings.every(provider);
        var since = new SyncScope.Since(from(provider, now));
        boolean due = store.lastAsked(provider, since)
                .filter(last -> last.plus(every).isAfter(now))
                .isEmpty();
        if (!every.isZero() && due) {
            jobs.start(provider, since, Reason.SCHEDULED, null);
        }
    }

    private Instant from(WebhookProvider provider, Instant now) {
        return store.comparedUntil(provider)
                .map(until -> until.minus(settings.overlap()))
                .orElse(now.minus(settings.lookBack()));
    }

    private boolean isNight(Instant now) {
        Instant begin = beginOfNight(now);
        return !now.isBefore(begin) && now.isBefore(begin.plus(NIGHT));
    }

    private Instant beginOfNight(Instant now) {
        Instant today = now.atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .atTime(settings.fullAt())
                .toInstant(ZoneOffset.UTC);
        return today.isAfter(now) ? today.minus(Duration.ofDays(1)) : today;
    }

    /** @return the sign of life before this one */
    private Optional<Instant> alive(Instant now) {
        return jdbc.sql("""
                        insert into webhook_liveness (alive_at) values (:now)
                        on conflict (only_one) do update set alive_at = greatest(webhook_liveness.alive_at, excluded.alive_at)
                        returning old.alive_at as before
                        """)
                .param("now", Timestamps.at(now))
                .query((row, _) -> Optional.ofNullable(Timestamps.instant(row, "before")))
                .single();
    }
}
