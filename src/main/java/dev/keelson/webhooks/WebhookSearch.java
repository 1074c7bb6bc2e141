package dev.keelson.webhooks;

import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import dev.keelson.webhooks.EventProgress.Known;
import dev.keelson.webhooks.EventProgress.Progress;
import dev.keelson.webhooks.EventWindows.Rows;
import dev.keelson.webhooks.StoredEvent.Place;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Looks events up in the inbox, the newest first. Whether the reader may is for the caller to decide. */
@Component
public class WebhookSearch {
    /** How far back a search goes that names neither a start nor an event, and not what waits or is dead. */
    public static final Duration DEFAULT_RANGE = Duration.ofDays(7);

    /** After that many events a page ends, full or not. */
    static final int MOST_LOOKED_AT = 50_000;

    private static final int FEW = 500;
    /** Later ones are no time to the database. */
    private static final Instant LAST_TIME = Instant.parse("9999-12-31T00:00:00Z");

    private final EventWindows windows;
    private final StoredEvents stored;
    private final EventProgress progress;
    private final Snapshots snapshots;
    private final InstantSource clock;

    WebhookSearch(
            EventWindows windows,
            StoredEvents stored,
            EventProgress progress,
            Snapshots snapshots,
            InstantSource clock) {
        this.windows = windows;
        this.stored = stored;
        this.progress = progress;
        this.snapshots = snapshots;
        this.clock = clock;
    }

    /**
     * What is looked for; what is null does not matter.
     *
     * @param eventId the vendor's own id, whole; found whenever it arrived
     * @param subject whom or what it is about, whole
     * @param from received not before
     * @param to received before, and not at
     */
    public record Filter(
            @Nullable WebhookProvider provider,
            @Nullable TypePattern type,
            @Nullable WebhookState state,
            @Nullable String subject,
            @Nullable String eventId,
            @Nullable Instant from,
            @Nullable Instant to) {

        private boolean matches(StoredEvent event) {
            return (provider == null || provider.id().equals(event.provider()))
                    && (type == null || type.matches(event.type()))
                    && (subject == null || subject.equals(event.subject()))
                    && (from == null || !event.receivedAt().isBefore(from))
                    && (to == null || event.receivedAt().isBefore(to));
        }

        private boolean matches(Progress progress) {
            return state == null || state == progress.state();
        }

        /** What waits or is dead is a table of its own, however old. */
        private boolean isOfAnyAge() {
            return state != null && (state.waits() || state == WebhookState.DEAD);
        }

        private Filter since(Instant start) {
            return new Filter(provider, type, state, subject, eventId, start, to);
        }
    }

    /**
     * One event.
     *
     * @param id its sequence: the order of arrival
     * @param eventId the vendor's own id
     * @param state a {@link WebhookState}'s id
     * @param attempts how many were made, those before a replay included
     * @param occurredAt by the vendor's clock; null where only the dead letter is left of it
     * @param finishedAt when the last attempt ended; null while it waits
     * @param lastError of the last attempt that failed, also where a later one succeeded
     * @param traceId of the request that brought it
     */
    public record EventEntry(
            long id,
            String provider,
            String eventId,
            String type,
            String subject,
            String state,
            int attempts,
            @Nullable Instant occurredAt,
            Instant receivedAt,
            @Nullable Instant finishedAt,
            @Nullable String lastError,
            @Nullable String traceId) {

        static EventEntry of(Known known) {
            StoredEvent event = known.event();
            Progress progress = known.progress();
            return new EventEntry(
                    event.sequence(),
                    event.provider(),
                    event.eventId(),
                    event.type(),
                    event.subject(),
                    progress.state().id(),
                    progress.attempts(),
                    event.occurredAt(),
                    event.receivedAt(),
                    progress.finishedAt(),
                    progress.lastError(),
                    event.traceId());
        }

        private Cursor cursor() {
            return WebhookSearch.cursor(new Place(receivedAt, id));
        }
    }

    /**
     * Without a start the search begins {@link #DEFAULT_RANGE} before its end; what waits, what is dead and a single event are
     * found whatever their age. A page ends after {@value #MOST_LOOKED_AT} events were looked at: it may hold fewer than
     * {@code limit}, even none, and still have a next one.
     *
     * @param after where the page before ended
     */
    public Page<EventEntry> find(Filter filter, Optional<Cursor> after, int limit) {
        return snapshots.read(() -> filter.eventId() == null ? page(withStart(filter), after, limit) : event(filter));
    }

    private Filter withStart(Filter filter) {
        if (filter.from() != null || filter.isOfAnyAge()) {
            return filter;
        }
        return filter.since((filter.to() == null ? clock.instant() : filter.to()).minus(DEFAULT_RANGE));
    }

    private Page<EventEntry> event(Filter filter) {
        List<StoredEvent> events = stored.withEventId(String.valueOf(filter.eventId()), filter.provider()).stream()
                .filter(filter::matches)
                .toList();
        return new Page<>(entries(events, filter), null);
    }

    private Page<EventEntry> page(Filter filter, Optional<Cursor> start, int limit) {
        List<EventEntry> found = new ArrayList<>();
        Optional<Place> after = start.map(WebhookSearch::place);
        int lookedAt = 0;
        do {
            // Where the state is in no table of its own, many may have to be looked at for one that has it.
            int few = filter.state() == null || filter.isOfAnyAge() ? limit + 1 - found.size() : FEW;
            Rows rows = windows.read(filter, after.orElse(null), few);
            found.addAll(entries(rows.events(), filter));
            after = rows.next();
            lookedAt += rows.lookedAt();
        } while (after.isPresent() && found.size() <= limit && lookedAt < MOST_LOOKED_AT);
        if (found.size() > limit || after.isEmpty()) {
            return Page.of(found, limit, EventEntry::cursor);
        }
        return new Page<>(List.copyOf(found), cursor(after.get()).encode());
    }

    private List<EventEntry> entries(List<StoredEvent> events, Filter filter) {
        return progress.of(events).stream()
                .filter(known -> filter.matches(known.progress()))
                .map(EventEntry::of)
                .toList();
    }

    private static Cursor cursor(Place place) {
        return new Cursor(place.receivedAt(), new UUID(0, place.sequence()));
    }

    private static Place place(Cursor cursor) {
        if (cursor.at().isBefore(Instant.EPOCH) || cursor.at().isAfter(LAST_TIME)) {
            throw CommonProblem.MALFORMED_REQUEST.because("'cursor' is not one that a list of this API gave.");
        }
        return new Place(cursor.at(), cursor.id().getLeastSignificantBits());
    }
}
