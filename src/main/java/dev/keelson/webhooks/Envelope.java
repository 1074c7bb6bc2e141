package dev.keelson.webhooks;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.core.JacksonException;

/**
 * What the inbox has to know of an event in order to store it.
 *
 * @param eventId the vendor's id of the event: what duplicates are told by. Of a thin event of Stripe its snapshot's, where it
 *     has one
 * @param type the vendor's own, without the prefix of Stripe's thin events: both forms of an event find the same handler
 * @param subject whom or what it is about: the customer at Stripe, the user at Clerk, the profile at Ayrshare
 * @param occurredAt by the vendor's clock; the time of arrival where the vendor does not say
 */
record Envelope(String eventId, String type, String subject, Instant occurredAt) {
    private static final int LONGEST = 255;
    /** Clerk sends milliseconds, and in some events seconds: the smaller ones are seconds until the year 5138. */
    private static final long SMALLEST_MILLIS = 100_000_000_000L;

    /** What Stripe puts before the type of a thin event about an object of its first API. */
    private static final String THIN = "v1.";

    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");

    private static final JsonScan STRIPE = new JsonScan(
            "id",
            "type",
            "created",
            "data.object.id",
            "data.object.customer",
            "data.object.customer.id",
            "related_object.id",
            "snapshot_event");
    private static final JsonScan CLERK = new JsonScan("type", "timestamp", "data.id", "data.user_id");
    private static final JsonScan AYRSHARE = new JsonScan("hookId", "action", "created", "refId");

    /** The envelope, or nothing where the body is no JSON or lacks an id or a type. */
    static Optional<Envelope> read(WebhookProvider provider, HttpHeaders headers, byte[] body, Instant receivedAt) {
        try {
            return switch (provider) {
                case STRIPE -> stripe(STRIPE.read(body), receivedAt);
                case CLERK -> clerk(CLERK.read(body), SvixVerifier.messageId(headers), receivedAt);
                case AYRSHARE -> ayrshare(AYRSHARE.read(body), receivedAt);
            };
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static Optional<Envelope> stripe(Map<String, String> event, Instant receivedAt) {
        String customer = event.getOrDefault("data.object.customer", event.get("data.object.customer.id"));
        String object = event.getOrDefault("data.object.id", event.get("related_object.id"));
        Instant occurredAt = number(event.get("created"))
                .map(Instant::ofEpochSecond)
                .or(() -> iso(event.get("created")))
                .filter(Envelope::plausible)
                .orElse(receivedAt);
        String id = event.get("id");
        String type = event.get("type");
        if (type != null && type.startsWith(THIN)) {
            // Stripe sends it to one destination thin and to another with its object: it is one event all the same.
            id = event.getOrDefault("snapshot_event", id);
            type = type.substring(THIN.length());
        }
        return of(id, type, customer != null ? customer : object, occurredAt);
    }

    private static Optional<Envelope> clerk(Map<String, String> event, @Nullable String messageId, Instant receivedAt) {
        String user = event.getOrDefault("data.user_id", event.get("data.id"));
        Instant occurredAt = number(event.get("timestamp"))
                .map(time -> time < SMALLEST_MILLIS ? Instant.ofEpochSecond(time) : Instant.ofEpochMilli(time))
                .filter(Envelope::plausible)
                .orElse(receivedAt);
        return of(messageId, event.get("type"), user, occurredAt);
    }

    private static Optional<Envelope> ayrshare(Map<String, String> event, Instant receivedAt) {
        // Ayrshare writes times in several forms; nothing is decided by this one.
        Instant occurredAt =
                iso(event.get("created")).filter(Envelope::plausible).orElse(receivedAt);
        return of(event.get("hookId"), event.get("action"), event.get("refId"), occurredAt);
    }

    private static Optional<Envelope> of(
            @Nullable String eventId, @Nullable String type, @Nullable String subject, Instant occurredAt) {
        String id = usable(eventId);
        String usableType = usable(type);
        if (id == null || usableType == null) {
            return Optional.empty();
        }
        String usableSubject = usable(subject);
        return Optional.of(new Envelope(id, usableType, usableSubject != null ? usableSubject : id, occurredAt));
    }

    private static @Nullable String usable(@Nullable String text) {
        boolean fits = text != null && !text.isEmpty() && text.length() <= LONGEST && isStorable(text);
        return fits ? text : null;
    }

    /** PostgreSQL stores no NUL, and half a surrogate pair would come back as something else than was stored. */
    private static boolean isStorable(String text) {
        return text.codePoints()
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }

    /** PostgreSQL's times end before Java's do, and begin after them. */
    private static boolean plausible(Instant time) {
        return time.isBefore(END_OF_TIME) && !time.isBefore(Instant.EPOCH);
    }

    private static Optional<Instant> iso(@Nullable String text) {
        try {
            return text == null
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Optional<Long> number(@Nullable String text) {
        if (text == null
                || text.isEmpty()
                || text.length() > 13
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        return Optional.of(Long.parseLong(text));
    }
}
