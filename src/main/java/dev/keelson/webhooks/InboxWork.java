package dev.keelson.webhooks;

import dev.keelson.shared.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The SQL of the work queue. Everything here runs in the caller's transaction. */
@Component
class InboxWork {
    static final int BATCH = 100;

    /** How an attempt ended: one row of the log of attempts. */
    enum Ending {
        APPLIED,
        SUPERSEDED,
        IGNORED,
        FAILED,
        DEAD
    }

    /** @param took from the start of the handler to its end */
    record Attempt(
            WebhookEvent event, Ending ending, @Nullable String error, Duration took) {}

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final JsonMapper json;

    InboxWork(JdbcClient jdbc, JdbcTemplate batches, JsonMapper json) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.json = json;
    }

    /**
     * Locks a slot that has due work and that nobody else works on, until the end of the transaction.
     *
     * @param offset where to start looking, so that workers spread over the slots
     */
    Optional<Integer> lockDueSlot(Instant now, int offset) {
        return jdbc.sql("""
                        select s.slot from webhook_slot s
                        where exists (select from webhook_work w where w.slot = s.slot and w.due_at <= :now)
                        order by (s.slot + :offset) % :slots
                        limit 1 for update of s skip locked
                        """)
                .param("now", utc(now))
                .param("offset", offset)
                .param("slots", InboxInsert.SLOTS)
                .query(Integer.class)
                .optional();
    }

    /** @return false where another worker has the slot */
    boolean lockSlot(int slot) {
        return jdbc.sql("select slot from webhook_slot where slot = :slot for update skip locked")
                .param("slot", slot)
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    /** The slot's due events in the order of their arrival, with their bodies. */
    List<WebhookEvent> due(int slot, Instant now) {
        return jdbc.sql("""
                        with due as materialized (
                          select seq, received_at, attempt from webhook_work
                          where slot = :slot and due_at <= :now order by seq limit :limit
                        )
                        select e.*, d.attempt from due d
                        join webhook_event e on e.received_at = d.received_at and e.seq = d.seq
                        order by d.seq
                        """)
                .param("slot", slot)
                .param("now", utc(now))
                .param("limit", BATCH)
                .query((row, _) -> new WebhookEvent(
                        row.getLong("seq"),
                        WebhookProvider.valueOf(row.getString("provider").toUpperCase(Locale.ROOT)),
                        row.getString("event_id"),
                        row.getString("type"),
                        row.getString("subject"),
                        Timestamps.requiredInstant(row, "occurred_at"),
                        Timestamps.requiredInstant(row, "received_at"),
                        row.getInt("attempt"),
                        json.readTree(row.getBytes("body")),
                        null))
                .list();
    }

    boolean stillWaits(int slot, WebhookEvent event) {
        return jdbc.sql("select seq from webhook_work where slot = :slot and seq = :seq and attempt = :attempt")
                .param("slot", slot)
                .param("seq", event.sequence())
                .param("attempt", event.attempt())
                .query(Long.class)
                .optional()
                .isPresent();
    }

    void done(int slot, Collection<WebhookEvent> events) {
        Long[] sequences = events.stream().map(WebhookEvent::sequence).toArray(Long[]::new);
        jdbc.sql("delete from webhook_work where slot = :slot and seq = any(:sequences)")
                .param("slot", slot)
                .param("sequences", sequences)
                .update();
    }

    void again(int slot, WebhookEvent event, Instant due, String error) {
        jdbc.sql("""
                        update webhook_work set attempt = attempt + 1, due_at = :due, last_error = :error
                        where slot = :slot and seq = :seq
                        """)
                .param("due", utc(due))
                .param("error", error)
                .param("slot", slot)
                .param("seq", event.sequence())
                .update();
    }

    void bury(int slot, WebhookEvent event, Instant now, String error) {
        done(slot, List.of(event));
        jdbc.sql("""
                        insert into webhook_dead
                          (seq, provider, event_id, type, subject, received_at, died_at, attempts, last_error)
                        values (:seq, :provider, :eventId, :type, :subject, :received, :now, :attempts, :error)
                        """)
                .param("seq", event.sequence())
                .param("provider", event.provider().id())
                .param("eventId", event.eventId())
                .param("type", event.type())
                .param("subject", event.subject())
                .param("received", utc(event.receivedAt()))
                .param("now", utc(now))
                .param("attempts", event.attempt())
                .param("error", error)
                .update();
    }

    void log(List<Attempt> attempts, Instant now) {
        batches.batchUpdate("""
                insert into webhook_attempt (seq, attempt, outcome, error, finished_at, duration_us)
                values (?, ?, ?, ?, ?, ?)
                """, attempts, BATCH, (statement, attempt) -> {
            statement.setLong(1, attempt.event().sequence());
            statement.setInt(2, attempt.event().attempt());
            statement.setString(3, attempt.ending().name().toLowerCase(Locale.ROOT));
            statement.setString(4, attempt.error());
            statement.setObject(5, utc(now));
            statement.setLong(6, attempt.took().toNanos() / 1_000);
        });
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
