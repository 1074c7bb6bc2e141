package dev.keelson.webhooks;

import dev.keelson.audit.AuditLog;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Has many events handled again, in the order of their arrival. They do not become due all at once: within a slot the oldest
 * event goes first, so a flood of old ones would keep every new one waiting until it is through. Some become due each second,
 * and what arrives meanwhile waits for no more than these.
 */
@Component
public class WebhookReplays {
    /** Most rows of one transaction. */
    static final int BATCH = 1_000;

    private static final Logger log = LoggerFactory.getLogger(WebhookReplays.class);
    private static final int SAMPLE = 10;

    private final ReplaySelection selection;
    private final EventProgress progress;
    private final ReplayQueue queue;
    private final Snapshots snapshots;
    private final ReplaySettings settings;
    private final TransactionTemplate transaction;
    private final AuditLog audit;
    private final IdGenerator ids;
    private final InstantSource clock;

    WebhookReplays(
            ReplaySelection selection,
            EventProgress progress,
            ReplayQueue queue,
            Snapshots snapshots,
            ReplaySettings settings,
            PlatformTransactionManager transactions,
            AuditLog audit,
            IdGenerator ids,
            InstantSource clock) {
        this.selection = selection;
        this.progress = progress;
        this.queue = queue;
        this.snapshots = snapshots;
        this.settings = settings;
        this.transaction = new TransactionTemplate(transactions);
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Which events are meant; what is null does not matter. What waits is never meant, and what was discarded only where the
     * state says so.
     *
     * @param state one that does not wait
     * @param from received not before; may be null where the state is dead
     * @param to received before, and not at; may be null where the state is dead
     */
    public record Filter(
            @Nullable WebhookProvider provider,
            @Nullable TypePattern type,
            @Nullable WebhookState state,
            @Nullable Instant from,
            @Nullable Instant to) {

        private Map<String, Object> details() {
            Map<String, Object> details = new LinkedHashMap<>();
            putIfGiven(details, "provider", provider == null ? null : provider.id());
            putIfGiven(details, "type", type);
            putIfGiven(details, "state", state == null ? null : state.id());
            putIfGiven(details, "from", from);
            putIfGiven(details, "to", to);
            return details;
        }

        private static void putIfGiven(Map<String, Object> details, String name, @Nullable Object value) {
            if (value != null) {
                details.put(name, value.toString());
            }
        }
    }

    /**
     * What a replay would do.
     *
     * @param sample the first of the events
     */
    public record Preview(int count, List<WebhookSearch.EventEntry> sample) {}

    /**
     * What a replay has done.
     *
     * @param id the subject of its audit entry
     * @param replayed how many events were put back to work
     * @param skipped how many others had put back meanwhile
     * @param lastDueAt when the last of them is due; null where there is none
     */
    public record Started(
            UUID id, int replayed, int skipped, @Nullable Instant lastDueAt) {}

    /** @throws dev.keelson.shared.ProblemException {@code WEBHOOK_REPLAY_TOO_WIDE} */
    public Preview preview(Filter filter) {
        List<StoredEvent> events = selection.of(filter);
        List<StoredEvent> first = events.subList(0, Math.min(SAMPLE, events.size()));
        return snapshots.read(() -> new Preview(
                events.size(),
                progress.of(first).stream().map(WebhookSearch.EventEntry::of).toList()));
    }

    /**
     * Puts the events back to work, in batches that are transactions of their own. What is interrupted has replayed a part; to
     * start it again replays the rest.
     *
     * @param expected how many events the preview has found
     * @throws dev.keelson.shared.ProblemException {@code WEBHOOK_REPLAY_MISCOUNTED}, {@code WEBHOOK_REPLAY_TOO_WIDE}
     */
    public Started start(Filter filter, int expected, UserId actor) {
        List<StoredEvent> events = selection.of(filter);
        if (events.size() != expected) {
            throw InboxProblem.WEBHOOK_REPLAY_MISCOUNTED.because(
                    "%d events meet the filter, and %d were expected.".formatted(events.size(), expected));
        }
        UUID id = ids.next();
        Instant start = start();
        int batch = Math.min(BATCH, settings.perSecond());
        int replayed = 0;
        Instant due = null;
        for (int done = 0; done < events.size(); done += batch) {
            var part = events.subList(done, Math.min(events.size(), done + batch));
            boolean first = done == 0;
            due = start.plusMillis(done * 1_000L / settings.perSecond());
            replayed += put(part, due, () -> {
                if (first) {
                    record(id, filter, expected, actor);
                }
            });
        }
        log.info("webhooks=replayed id={} events={} replayed={} until={}", id, expected, replayed, due);
        return new Started(id, replayed, expected - replayed, due);
    }

    private int put(List<StoredEvent> part, Instant due, Runnable before) {
        return transaction.execute(_ -> {
            before.run();
            return queue.put(part, due).size();
        });
    }

    /** Once, and with the first batch: so there is no replay without an entry, however it ends. */
    private void record(UUID id, Filter filter, int count, UserId actor) {
        audit.record(actor, "webhooks.replayed", id.toString(), Map.of("filter", filter.details(), "count", count));
    }

    /** Behind what another replay has still to do: two at once shall not be twice as fast. */
    private Instant start() {
        Instant now = clock.instant();
        Instant next = queue.lastDue().map(last -> last.plusSeconds(1)).orElse(now);
        return next.isAfter(now) ? next : now;
    }
}
