package dev.keelson.webhooks;

import dev.keelson.shared.Timestamps;
import dev.keelson.webhooks.StoredEvent.Place;
import dev.keelson.webhooks.WebhookSearch.Filter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads stored events, the newest first. There may be many millions, and few conditions have an index, because each event that
 * arrives would pay for it. So a read looks at no more than a window of events in the order of their arrival, which is the
 * order of the primary key, and says where the next one has to go on.
 */
@Component
class EventWindows {
    /** Most events that one read looks at. */
    static final int WINDOW = 10_000;

    private static final String ORDER = " order by received_at desc, seq desc ";

    /**
     * @param next where the next read has to begin; nothing where all have been looked at
     * @param lookedAt how many events that may have cost
     */
    record Rows(List<StoredEvent> events, Optional<Place> next, int lookedAt) {}

    /**
     * @param sql the whole query
     * @param range the part that says which rows come into the window, in their order
     */
    record Query(String sql, String range, Map<String, Object> parameters, int window) {}

    private final JdbcClient jdbc;

    EventWindows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * At most {@code limit} events that meet the filter. Of its states those that are a table of their own are met: what waits,
     * and what is dead. For the others the caller has to look at what became of each event.
     *
     * @param after where the read before ended
     */
    Rows read(Filter filter, @Nullable Place after, int limit) {
        Query query = query(filter, after, limit);
        List<StoredEvent> events = jdbc.sql(query.sql())
                .params(query.parameters())
                .query(StoredEvents::event)
                .list();
        if (events.size() == limit) {
            return new Rows(events, Optional.of(events.getLast().place()), limit);
        }
        return new Rows(events, query.window() == limit ? Optional.empty() : end(query), query.window());
    }

    /** The last place in a window that is full; a window that is not has nothing behind it. */
    private Optional<Place> end(Query query) {
        return jdbc.sql("select received_at, seq " + query.range() + " offset :window - 1 limit 1")
                .params(query.parameters())
                .query((row, _) -> new Place(Timestamps.requiredInstant(row, "received_at"), row.getLong("seq")))
                .optional();
    }

    Query query(Filter filter, @Nullable Place after, int limit) {
        Map<String, Object> parameters = new HashMap<>();
        List<String> inRange = range(filter, after, parameters);
        List<String> conditions = conditions(filter, parameters);
        String range = switch (filter.state()) {
            case RECEIVED -> from("webhook_work", inRange, "attempt = 1");
            case RETRY -> from("webhook_work", inRange, "attempt > 1");
            case DEAD -> from("webhook_dead", inRange, "true");
            // The subject has an index, so its events are all that a window holds.
            case null, default ->
                from("webhook_event", inRange, filter.subject() == null ? "true" : "subject = :subject");
        };
        int window = conditions.isEmpty() ? limit : Math.max(limit, WINDOW);
        parameters.put("limit", limit);
        parameters.put("window", window);
        String all = conditions.isEmpty() ? "true" : String.join(" and ", conditions);
        String sql = "select * from (%s) e where %s %s limit :limit".formatted(rows(filter, range), all, ORDER);
        return new Query(sql, range, parameters, window);
    }

    private static String from(String table, List<String> inRange, String condition) {
        return "from %s where %s and %s %s".formatted(table, String.join(" and ", inRange), condition, ORDER);
    }

    /** The rows of a window, each with the columns of an event. */
    private static String rows(Filter filter, String range) {
        return switch (filter.state()) {
            case RECEIVED, RETRY ->
                "select e.* from (select seq, received_at %s limit :window) w cross join lateral %s e"
                        .formatted(range, StoredEvents.EVENT_OF.formatted("w"));
            case DEAD -> """
                    select d.seq, d.provider, d.event_id, d.type, d.subject, e.occurred_at, d.received_at, e.trace_id
                    from (select * %s limit :window) d left join lateral %s e on true
                    """.formatted(range, StoredEvents.EVENT_OF.formatted("d"));
            case null, default -> """
                    select seq, provider, event_id, type, subject, occurred_at, received_at, trace_id %s limit :window
                    """.formatted(range);
        };
    }

    private static List<String> range(Filter filter, @Nullable Place after, Map<String, Object> parameters) {
        List<String> range = new ArrayList<>(List.of("true"));
        if (filter.from() != null) {
            range.add("received_at >= :from");
            parameters.put("from", Timestamps.at(filter.from()));
        }
        if (filter.to() != null) {
            range.add("received_at < :to");
            parameters.put("to", Timestamps.at(filter.to()));
        }
        if (after != null) {
            // The first condition says nothing more than the second, but it is the one that leaves partitions out.
            range.add("received_at <= :at and (received_at, seq) < (:at, :seq)");
            parameters.put("at", Timestamps.at(after.receivedAt()));
            parameters.put("seq", after.sequence());
        }
        return range;
    }

    private static List<String> conditions(Filter filter, Map<String, Object> parameters) {
        List<String> conditions = new ArrayList<>();
        if (filter.provider() != null) {
            conditions.add("provider = :provider");
            parameters.put("provider", filter.provider().id());
        }
        if (filter.type() != null) {
            conditions.add(filter.type().sql("type", parameters));
        }
        if (filter.subject() != null) {
            conditions.add("subject = :subject");
            parameters.put("subject", filter.subject());
        }
        return conditions;
    }
}
