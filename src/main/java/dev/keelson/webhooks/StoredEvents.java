package dev.keelson.webhooks;

import dev.keelson.shared.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds a stored event by what names it. The time of its arrival comes first, because it says in which partition it is. */
@Component
class StoredEvents {
    /**
     * The event of a row that has its {@code received_at} and {@code seq}. The limit keeps it a look-up of each row in the one
     * partition; as a plain join it may become a scan of them all.
     */
    static final String EVENT_OF = """
            (select seq, provider, event_id, type, subject, occurred_at, received_at, trace_id from webhook_event
             where received_at = %1$s.received_at and seq = %1$s.seq limit 1)
            """;

    private static final String KNOWN = """
            select k.seq, coalesce(e.provider, d.provider) as provider, coalesce(e.event_id, d.event_id) as event_id,
                   coalesce(e.type, d.type) as type, coalesce(e.subject, d.subject) as subject,
                   e.occurred_at, k.received_at, e.trace_id
            from (%s) k
            left join lateral %s e on true
            left join webhook_dead d on d.seq = k.seq
            where e.seq is not null or d.seq is not null
            order by k.received_at desc, k.seq desc
            """;

    private final JdbcClient jdbc;

    StoredEvents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<StoredEvent> find(long sequence) {
        return jdbc.sql(KNOWN.formatted("""
                        select seq, first_seen as received_at from webhook_dedup where seq = :seq
                        union select seq, received_at from webhook_dead where seq = :seq
                        """, EVENT_OF.formatted("k")))
                .param("seq", sequence)
                .query(StoredEvents::event)
                .optional();
    }

    /** @param provider any, where null */
    List<StoredEvent> withEventId(String eventId, @Nullable WebhookProvider provider) {
        List<String> providers = provider == null
                ? List.of(WebhookProvider.values()).stream()
                        .map(WebhookProvider::id)
                        .toList()
                : List.of(provider.id());
        return jdbc.sql(KNOWN.formatted("""
                        select seq, first_seen as received_at from webhook_dedup
                        where provider in (:providers) and event_id = :eventId
                        """, EVENT_OF.formatted("k")))
                .param("providers", providers)
                .param("eventId", eventId)
                .query(StoredEvents::event)
                .list();
    }

    /** The bytes as they were signed; nothing where they are no longer kept. */
    Optional<byte[]> body(StoredEvent event) {
        return jdbc.sql("select body from webhook_event where received_at = :received and seq = :seq")
                .param("received", Timestamps.at(event.receivedAt()))
                .param("seq", event.sequence())
                .query((row, _) -> row.getBytes("body"))
                .optional();
    }

    static StoredEvent event(ResultSet row, int number) throws SQLException {
        return new StoredEvent(
                row.getLong("seq"),
                row.getString("provider"),
                row.getString("event_id"),
                row.getString("type"),
                row.getString("subject"),
                Timestamps.instant(row, "occurred_at"),
                Timestamps.requiredInstant(row, "received_at"),
                row.getString("trace_id"));
    }
}
