package dev.keelson.webhooks;

import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What a feature does with the events of some types. A bean of this type is found by itself; each type has one handler at
 * most.
 *
 * <p>A handler must converge: any order of any deliveries, with any repetition, has to end in the same rows. It compares the
 * version that the vendor gave the object with the one that is stored, and keeps deletions as tombstones.
 */
public interface WebhookHandler {
    WebhookProvider provider();

    /** Exact types, or prefixes that end in {@code .*}, such as {@code customer.subscription.*}. */
    Set<String> types();

    /**
     * Applies the event. Runs in a transaction that also marks the event as processed, so both happen or neither. Never
     * call a vendor here: return {@link WebhookOutcome#FETCH_FIRST}, or schedule a task in this transaction.
     *
     * @throws NonRetryableWebhookException where trying again cannot help: the event is dead-lettered at once. Any other
     *     exception is retried with backoff
     */
    WebhookOutcome handle(WebhookEvent event);

    /**
     * Reads the event's object from the vendor. Called outside any transaction, after {@link #handle} returned
     * {@link WebhookOutcome#FETCH_FIRST}. An exception that is a {@link dev.keelson.shared.TemporaryFailure} says nothing
     * about the event: it is tried again for days, not ten times.
     */
    default JsonNode fetch(WebhookEvent event) {
        throw new UnsupportedOperationException(getClass() + " asked to fetch but does not say how");
    }

    /** What {@link #fetch} would read: events that wait with the same key share one answer, and so one call. */
    default String fetchKey(WebhookEvent event) {
        return event.eventId();
    }

    /**
     * Whether later events of the same subject have to wait while one of this type is tried again. Handlers converge, so the
     * answer is no; only an effect that cannot be overtaken needs a yes.
     */
    default boolean pausesSubject(String type) {
        return false;
    }
}
