package dev.keelson.webhooks;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An event as it stands in the inbox.
 *
 * @param sequence its place in the order of arrival; unique, and the natural name of a task that it causes
 * @param provider who sent it
 * @param eventId the vendor's own id of the event: {@code evt_…}, {@code msg_…}, or Ayrshare's {@code hookId}
 * @param type the vendor's own type, such as {@code customer.subscription.updated}; of a thin event without its {@code v1.}
 * @param subject whom or what it is about; events of one subject are handled one after the other
 * @param occurredAt when it happened by the vendor's clock; whole seconds at Stripe
 * @param receivedAt when it arrived here
 * @param attempt 1 for the first time that it is handled
 * @param payload the whole body
 * @param fetched what {@link WebhookHandler#fetch} read from the vendor for this event, null before that
 */
public record WebhookEvent(
        long sequence,
        WebhookProvider provider,
        String eventId,
        String type,
        String subject,
        Instant occurredAt,
        Instant receivedAt,
        int attempt,
        JsonNode payload,
        @Nullable Fetched fetched) {

    /**
     * @param object the object as the vendor answered
     * @param at when the request for it was sent: what the vendor answered is at least as new as that
     */
    public record Fetched(JsonNode object, Instant at) {}

    /**
     * Whether it only names its object, in {@code related_object}, and does not show it: whoever needs the object has to
     * {@link WebhookHandler#fetch} it. Stripe sends such events
     * (<a href="https://docs.stripe.com/event-destinations#thin-events">thin events</a>).
     */
    public boolean isThin() {
        return provider == WebhookProvider.STRIPE
                && payload.path("object").asString("").equals("v2.core.event");
    }

    /** What the vendor answered when it was asked, where the handler has asked for that. */
    public Optional<Fetched> fetchedObject() {
        return Optional.ofNullable(fetched);
    }

    public WebhookEvent with(Fetched object) {
        return new WebhookEvent(
                sequence, provider, eventId, type, subject, occurredAt, receivedAt, attempt, payload, object);
    }
}
