package dev.keelson.webhooks;

import dev.keelson.shared.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What became of events. Three tables know a part of it each, so it is read in a transaction that sees them at one moment: an
 * event that is handled in between would be in none.
 */
@Component
class EventProgress {
    /**
     * How much earlier than an event's arrival its first attempt may seem to have ended: two nodes' clocks differ. Older
     * partitions are not looked at.
     */
    static final Duration CLOCKS_APART = Duration.ofMinutes(10);

    /**
     * @param attempts how many were made, those before a replay included
     * @param finishedAt when the last attempt ended; null while it waits
     * @param lastError of the last attempt that failed, also where a later one succeeded
     * @param nextDueAt not before; null where it does not wait
     * @param replayedAt for when a replay has put it back to work; null where it does not wait for that
     */
    record Progress(
            WebhookState state,
            int attempts,
            @Nullable Instant finishedAt,
            @Nullable String lastError,
            @Nullable Instant nextDueAt,
            @Nullable Instant replayedAt) {}

    private record Waiting(
            int attempt,
            Instant dueAt,
            @Nullable String lastError,
            @Nullable Instant replayedAt) {}

    private record Log(
            int attempts,
            String lastOutcome,
            Instant lastAt,
            @Nullable String lastError) {}

    private final JdbcClient jdbc;

    EventProgress(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** An event and what became of it. */
    record Known(StoredEvent event, Progress progress) {}

    Progress of(StoredEvent event) {
        return of(List.of(event)).getFirst().progress();
    }

    /** Each of the events, in their order. */
    List<Known> of(List<StoredEvent> events) {
        if (events.isEmpty()) {
            return List.of();
        }
        Map<Long, Waiting> waiting = waiting(events);
        Set<Long> dead = dead(events);
        Map<Long, Log> logs = logs(events);
        return events.stream()
                .map(event -> {
                    long sequence = event.sequence();
                    return new Known(
                            event, progress(waiting.get(sequence), logs.get(sequence), dead.contains(sequence)));
                })
                .toList();
    }

    private static Progress progress(@Nullable Waiting waiting, @Nullable Log log, boolean dead) {
        int attempts = log == null ? 0 : log.attempts();
        String lastError = log == null ? null : log.lastError();
        if (waiting != null) {
            return new Progress(
                    waiting.attempt() == 1 ? WebhookState.RECEIVED : WebhookState.RETRY,
                    attempts,
                    null,
                    waiting.lastError() == null ? lastError : waiting.lastError(),
                    waiting.dueAt(),
                    waiting.replayedAt());
        }
        WebhookState state = dead ? WebhookState.DEAD : ended(log);
        return new Progress(state, attempts, log == null ? null : log.lastAt(), lastError, null, null);
    }

    private static WebhookState ended(@Nullable Log log) {
        // What neither waits nor is dead was handled, also where the log is no longer there to say how.
        return switch (log == null ? "applied" : log.lastOutcome()) {
            case "superseded" -> WebhookState.SUPERSEDED;
            case "ignored" -> WebhookState.IGNORED;
            case "dead", "failed" -> WebhookState.DISCARDED;
            default -> WebhookState.PROCESSED;
        };
    }

    private Map<Long, Waiting> waiting(List<StoredEvent> events) {
        Map<Long, Waiting> found = new HashMap<>();
        jdbc.sql("""
                        select w.* from unnest(:slots, :sequences) as e (slot, seq)
                        join webhook_work w on w.slot = e.slot and w.seq = e.seq
                        """)
                .param(
                        "slots",
                        events.stream()
                                .map(event -> (short) InboxInsert.slot(event.subject()))
                                .toArray(Short[]::new))
                .param("sequences", sequences(events))
                .query(row -> {
                    found.put(row.getLong("seq"), waiting(row));
                });
        return found;
    }

    private static Waiting waiting(ResultSet row) throws SQLException {
        return new Waiting(
                row.getInt("attempt"),
                Timestamps.requiredInstant(row, "due_at"),
                row.getString("last_error"),
                Timestamps.instant(row, "replay_due_at"));
    }

    private Set<Long> dead(List<StoredEvent> events) {
        return new HashSet<>(jdbc.sql("select seq from webhook_dead where seq = any(:sequences)")
                .param("sequences", sequences(events))
                .query(Long.class)
                .list());
    }

    private Map<Long, Log> logs(List<StoredEvent> events) {
        Map<Long, Log> found = new HashMap<>();
        jdbc.sql("""
                        select seq, count(*) as attempts, max(finished_at) as last_at,
                               (array_agg(outcome order by finished_at desc))[1] as last_outcome,
                               (array_agg(error order by finished_at desc) filter (where error is not null))[1] as last_error
                        from webhook_attempt where seq = any(:sequences) and finished_at >= :since group by seq
                        """)
                .param("sequences", sequences(events))
                .param("since", Timestamps.at(since(events)))
                .query(row -> {
                    found.put(
                            row.getLong("seq"),
                            new Log(
                                    row.getInt("attempts"),
                                    row.getString("last_outcome"),
                                    Timestamps.requiredInstant(row, "last_at"),
                                    row.getString("last_error")));
                });
        return found;
    }

    static Instant since(List<StoredEvent> events) {
        return events.stream()
                .map(StoredEvent::receivedAt)
                .min(Instant::compareTo)
                .orElseThrow()
                .minus(CLOCKS_APART);
    }

    private static Long[] sequences(List<StoredEvent> events) {
        return events.stream().map(StoredEvent::sequence).toArray(Long[]::new);
    }
}
