package dev.keelson.webhooks;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.keelson.audit.AuditLog;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import dev.keelson.webhooks.EventProgress.Known;
import dev.keelson.webhooks.EventProgress.Progress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.ClassUtils;

/** Everything about one event. Whether the reader may is for the caller to decide. */
@Component
public class WebhookLookup {
    private static final Set<String> HANDLED = Set.of("applied", "superseded", "ignored");

    private final StoredEvents stored;
    private final EventProgress progress;
    private final WebhookHandlers handlers;
    private final Snapshots snapshots;
    private final JdbcClient jdbc;
    private final AuditLog audit;

    WebhookLookup(
            StoredEvents stored,
            EventProgress progress,
            WebhookHandlers handlers,
            Snapshots snapshots,
            JdbcClient jdbc,
            AuditLog audit) {
        this.stored = stored;
        this.progress = progress;
        this.handlers = handlers;
        this.snapshots = snapshots;
        this.jdbc = jdbc;
        this.audit = audit;
    }

    /**
     * @param event what a list says of it, too
     * @param nextDueAt not attempted before; null where it does not wait
     * @param replayedAt for when a replay has put it back to work; null where it does not wait for that
     * @param attempts the oldest first
     */
    public record EventDetail(
            @JsonUnwrapped WebhookSearch.EventEntry event,
            @Nullable Instant nextDueAt,
            @Nullable Instant replayedAt,
            Timings timings,
            Effect effect,
            List<EventAttempt> attempts) {}

    /**
     * In milliseconds; null where it has not come to that.
     *
     * @param waited from the arrival to the start of the first attempt
     * @param took the attempt that was the first to succeed, or the last one where none has
     * @param endToEnd from the arrival to the end of the first attempt that succeeded
     */
    public record Timings(
            @Nullable Double waited,
            @Nullable Double took,
            @Nullable Double endToEnd) {}

    /**
     * What came of it, as far as the inbox knows; the rows are the feature's own.
     *
     * @param handler the class that handles the type now; null where none does
     * @param applied whether an attempt has changed anything: what failed was rolled back
     * @param tasks names of scheduled tasks that bear its sequence and have not ended
     */
    public record Effect(@Nullable String handler, boolean applied, List<String> tasks) {}

    /**
     * @param attempt counted from 1, and from 1 again after a replay
     * @param outcome {@code applied}, {@code superseded}, {@code ignored}, {@code failed}, or {@code dead} for the last failure
     * @param took milliseconds in the handler
     */
    public record EventAttempt(
            int attempt, String outcome, @Nullable String error, Instant finishedAt, double took) {
        private boolean succeeded() {
            return HANDLED.contains(outcome);
        }
    }

    /** @throws dev.keelson.shared.ProblemException {@code WEBHOOK_EVENT_NOT_FOUND} */
    public EventDetail find(long id) {
        return snapshots.read(() -> detail(required(id)));
    }

    /**
     * The body, byte for byte as it was signed. It may hold personal data, so reading it is audited.
     *
     * @throws dev.keelson.shared.ProblemException {@code WEBHOOK_EVENT_NOT_FOUND}, {@code WEBHOOK_BODY_NOT_KEPT}
     */
    @Transactional
    public byte[] payload(long id, UserId reader) {
        StoredEvent event = required(id);
        byte[] body = stored.body(event).orElseThrow(() -> bodyNotKept(event));
        audit.record(reader, "webhook.payload_read", event.eventId(), details(event));
        return body;
    }

    StoredEvent required(long id) {
        return stored.find(id)
                .orElseThrow(() -> InboxProblem.WEBHOOK_EVENT_NOT_FOUND.because("There is no event %d.".formatted(id)));
    }

    static RuntimeException bodyNotKept(StoredEvent event) {
        return InboxProblem.WEBHOOK_BODY_NOT_KEPT.because(
                "Event %d arrived at %s; its body is no longer here.".formatted(event.sequence(), event.receivedAt()));
    }

    /** What every audit entry about an event says of it. */
    static Map<String, Object> details(StoredEvent event) {
        return Map.of("id", event.sequence(), "provider", event.provider(), "type", event.type());
    }

    private EventDetail detail(StoredEvent event) {
        Progress its = progress.of(event);
        List<EventAttempt> attempts = attempts(event);
        return new EventDetail(
                WebhookSearch.EventEntry.of(new Known(event, its)),
                its.nextDueAt(),
                its.replayedAt(),
                timings(event, attempts),
                effect(event, attempts),
                attempts);
    }

    private static Timings timings(StoredEvent event, List<EventAttempt> attempts) {
        if (attempts.isEmpty()) {
            return new Timings(null, null, null);
        }
        EventAttempt first = attempts.getFirst();
        Optional<EventAttempt> success =
                attempts.stream().filter(EventAttempt::succeeded).findFirst();
        return new Timings(
                Math.max(0, millis(event, first) - first.took()),
                success.orElse(attempts.getLast()).took(),
                success.map(attempt -> millis(event, attempt)).orElse(null));
    }

    private static double millis(StoredEvent event, EventAttempt attempt) {
        return Duration.between(event.receivedAt(), attempt.finishedAt()).toNanos() / 1_000_000.0;
    }

    private Effect effect(StoredEvent event, List<EventAttempt> attempts) {
        String handler = handlers.find(WebhookProvider.valueOf(event.provider().toUpperCase(Locale.ROOT)), event.type())
                .map(found -> ClassUtils.getUserClass(found).getSimpleName())
                .orElse(null);
        boolean applied =
                attempts.stream().anyMatch(attempt -> attempt.outcome().equals("applied"));
        return new Effect(handler, applied, tasks(event));
    }

    private List<String> tasks(StoredEvent event) {
        return jdbc.sql("select task_name from scheduled_tasks where task_instance = :instance order by task_name")
                .param("instance", Long.toString(event.sequence()))
                .query((row, _) -> row.getString(1))
                .list();
    }

    private List<EventAttempt> attempts(StoredEvent event) {
        return jdbc.sql("""
                        select * from webhook_attempt where seq = :sequence and finished_at >= :since
                        order by finished_at, attempt
                        """)
                .param("sequence", event.sequence())
                .param("since", Timestamps.at(EventProgress.since(List.of(event))))
                .query(WebhookLookup::attempt)
                .list();
    }

    private static EventAttempt attempt(ResultSet row, int number) throws SQLException {
        return new EventAttempt(
                row.getInt("attempt"),
                row.getString("outcome"),
                row.getString("error"),
                Timestamps.requiredInstant(row, "finished_at"),
                row.getLong("duration_us") / 1_000.0);
    }
}
