package dev.keelson.webhooks;

import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import dev.keelson.webhooks.PartitionDrop.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Lets go of what is older than it has to be kept: once a day, on one node. A run that was stopped, took its time or found a
 * day in use is followed by another soon.
 */
@Configuration(proxyBeanMethods = false)
class InboxRetention {
    private static final Schedule DAILY = Schedules.daily(ZoneOffset.UTC, LocalTime.of(3, 10));
    private static final Duration SOON = Duration.ofMinutes(10);
    private static final Duration LONGEST_RUN = Duration.ofMinutes(30);

    private final JdbcClient jdbc;
    private final EventArchive archive;
    private final PartitionDrop partitions;
    private final InboxPurge purge;
    private final RetentionSettings settings;
    private final Clock clock;
    private final MeterRegistry metrics;

    InboxRetention(
            JdbcClient jdbc,
            EventArchive archive,
            PartitionDrop partitions,
            InboxPurge purge,
            RetentionSettings settings,
            Clock clock,
            MeterRegistry metrics) {
        this.jdbc = jdbc;
        this.archive = archive;
        this.partitions = partitions;
        this.purge = purge;
        this.settings = settings;
        this.clock = clock;
        this.metrics = metrics;
    }

    @Bean
    CustomTask<Void> webhookRetention() {
        return Tasks.custom("webhook-retention", Void.class)
                .scheduleOnStartup("daily", null, DAILY)
                .onFailureReschedule(Schedules.fixedDelay(SOON))
                .execute((_, context) -> {
                    Instant end = clock.instant().plus(LONGEST_RUN);
                    boolean finished = run(() -> context.getSchedulerState().isShuttingDown()
                            || Thread.currentThread().isInterrupted()
                            || clock.instant().isAfter(end));
                    return (completed, operations) -> operations.reschedule(
                            completed,
                            finished
                                    ? DAILY.getNextExecutionTime(completed)
                                    : completed.getTimeDone().plus(SOON));
                });
    }

    /** @return false where something is left to be done soon */
    boolean run(BooleanSupplier stop) {
        Instant now = clock.instant();
        LocalDate firstKept = LocalDate.ofInstant(now.minus(settings.keep()), ZoneOffset.UTC);
        count("webhook_dedup", purge.forget(now.minus(settings.recognised()), stop));
        count("webhook_attempt", purge.purgeAttempts(firstKept, stop));
        count("webhook_event", purge.purgeEvents(firstKept, stop));
        return !stop.getAsBoolean() && dropBefore(firstKept, stop);
    }

    private boolean dropBefore(LocalDate firstKept, BooleanSupplier stop) {
        List<LocalDate> events = InboxPartitions.days(jdbc, InboxTable.EVENT);
        List<LocalDate> attempts = InboxPartitions.days(jdbc, InboxTable.ATTEMPT);
        var days = new TreeSet<LocalDate>(events);
        days.addAll(attempts);
        // In order: a day's attempts belong to events of that day and of days before, and are written with them.
        for (LocalDate day : days.headSet(firstKept)) {
            if (stop.getAsBoolean() || (events.contains(day) && !write(day, stop))) {
                return false;
            }
            Outcome outcome = events.contains(day) ? drop(InboxTable.EVENT, day) : Outcome.DROPPED;
            if (outcome == Outcome.DROPPED && attempts.contains(day)) {
                outcome = drop(InboxTable.ATTEMPT, day);
            }
            if (outcome == Outcome.BUSY) {
                return false;
            }
        }
        return true;
    }

    private boolean write(LocalDate day, BooleanSupplier stop) {
        try {
            return archive.write(day, stop);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Outcome drop(InboxTable table, LocalDate day) {
        var result = partitions.drop(table, day, clock.instant());
        count(table.table(), result.rows());
        return result.outcome();
    }

    private void count(String table, long rows) {
        metrics.counter("webhook.retention.rows", "table", table).increment((double) rows);
    }
}
