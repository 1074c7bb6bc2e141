package dev.keelson.webhooks;

import dev.keelson.audit.AuditLog;
import dev.keelson.shared.UserId;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What an operator can do with one event: have it handled again, or decide that it is not needed. */
@Component
public class WebhookReplay {
    private final WebhookLookup lookup;
    private final StoredEvents stored;
    private final EventProgress progress;
    private final ReplayQueue queue;
    private final DeadLetters dead;
    private final AuditLog audit;
    private final InstantSource clock;

    WebhookReplay(
            WebhookLookup lookup,
            StoredEvents stored,
            EventProgress progress,
            ReplayQueue queue,
            DeadLetters dead,
            AuditLog audit,
            InstantSource clock) {
        this.lookup = lookup;
        this.stored = stored;
        this.progress = progress;
        this.queue = queue;
        this.dead = dead;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Puts an event back to work, with all its attempts before it: one that is dead, or one that was handled, such as of a type
     * that has got its handler since. Handlers converge, so a replay too many changes nothing.
     *
     * @throws dev.keelson.shared.ProblemException {@code WEBHOOK_EVENT_NOT_FOUND}, {@code WEBHOOK_EVENT_WAITS},
     *     {@code WEBHOOK_BODY_NOT_KEPT}
     */
    @Transactional
    public void replay(long id, UserId actor) {
        StoredEvent event = lookup.required(id);
        WebhookState before = progress.of(event).state();
        if (before.waits()) {
            throw waits(id);
        }
        if (queue.put(List.of(event), clock.instant()).isEmpty()) {
            throw stored.body(event).isEmpty() ? WebhookLookup.bodyNotKept(event) : waits(id);
        }
        Map<String, Object> details = new HashMap<>(WebhookLookup.details(event));
        details.put("before", before.id());
        audit.record(actor, "webhook.replayed", event.eventId(), details);
    }

    private static RuntimeException waits(long id) {
        return InboxProblem.WEBHOOK_EVENT_WAITS.because("Event %d has not been handled yet.".formatted(id));
    }

    /**
     * Decides that a dead event is not needed. It stays in the inbox as long as others, and can be replayed until then.
     *
     * @param reason why, for the audit log; no personal data
     * @throws dev.keelson.shared.ProblemException {@code WEBHOOK_EVENT_NOT_FOUND}, {@code WEBHOOK_EVENT_NOT_DEAD}
     */
    @Transactional
    public void discard(long id, String reason, UserId actor) {
        StoredEvent event = lookup.required(id);
        if (!dead.remove(id)) {
            throw InboxProblem.WEBHOOK_EVENT_NOT_DEAD.because(
                    "Event %d is %s.".formatted(id, progress.of(event).state().id()));
        }
        Map<String, Object> details = new HashMap<>(WebhookLookup.details(event));
        details.put("reason", reason);
        audit.record(actor, "webhook.discarded", event.eventId(), details);
    }
}
