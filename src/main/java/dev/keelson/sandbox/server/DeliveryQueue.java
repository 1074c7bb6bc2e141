package dev.keelson.sandbox.server;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of webhooks that wait, and of those that are done. */
@Repository
class DeliveryQueue {
    private static final int LOG_LENGTH = 500;

    private final JdbcClient jdbc;
    private final Clock clock;

    DeliveryQueue(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    void add(String vendor, String messageId, String type, String body, String state, Duration delay) {
        var now = clock.instant();
        jdbc.sql("""
                insert into delivery (vendor, message_id, type, body, state, due_at, created_at)
                values (:vendor, :messageId, :type, :body, :state, :dueAt, :createdAt)
                """)
                .param("vendor", vendor)
                .param("messageId", messageId)
                .param("type", type)
                .param("body", body)
                .param("state", state)
                .param("dueAt", utc(now.plus(delay)))
                .param("createdAt", utc(now))
                .update();
    }

    List<Delivery> due(Instant now) {
        return jdbc.sql(
                        "select * from delivery where state = 'waiting' and due_at <= :now order by due_at, id limit 200")
                .param("now", utc(now))
                .query(DeliveryQueue::read)
                .list();
    }

    Optional<Instant> nextDueAfter(Instant now) {
        return jdbc.sql("""
                select due_at from delivery where state = 'waiting' and due_at > :now order by due_at limit 1
                """)
                .param("now", utc(now))
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant);
    }

    void delivered(Delivery delivery, int status) {
        attempted(delivery, "delivered", status, null, delivery.dueAt());
    }

    void failed(Delivery delivery, String state, @Nullable Integer status, @Nullable String error, Duration retryIn) {
        attempted(delivery, state, status, error, clock.instant().plus(retryIn));
    }

    private void attempted(
            Delivery delivery, String state, @Nullable Integer status, @Nullable String error, Instant dueAt) {
        jdbc.sql("""
                update delivery
                   set state = :state, attempts = attempts + 1, last_status = :status, last_error = :error, due_at = :dueAt
                 where id = :id
                """)
                .param("state", state)
                .param("status", status)
                .param("error", error)
                .param("dueAt", utc(dueAt))
                .param("id", delivery.id())
                .update();
    }

    /** @return whether there is such a delivery */
    boolean sendAgain(long id) {
        return jdbc.sql("update delivery set state = 'waiting', attempts = 0, due_at = :now where id = :id")
                        .param("now", utc(clock.instant()))
                        .param("id", id)
                        .update()
                == 1;
    }

    /** Newest first. */
    List<Delivery> log(@Nullable String vendor) {
        return jdbc.sql("""
                select * from delivery where :vendor::text is null or vendor = :vendor order by id desc limit :limit
                """)
                .param("vendor", vendor)
                .param("limit", LOG_LENGTH)
                .query(DeliveryQueue::read)
                .list();
    }

    /** The messages of which a delivery has not been accepted, or not yet. */
    Set<String> undelivered(String vendor) {
        return jdbc.sql("select distinct message_id from delivery where vendor = :vendor and state <> 'delivered'")
                .param("vendor", vendor)
                .query((row, number) -> row.getString("message_id"))
                .set();
    }

    void clear() {
        jdbc.sql("delete from delivery").update();
    }

    private static Delivery read(ResultSet row, int number) throws SQLException {
        return new Delivery(
                row.getLong("id"),
                row.getString("vendor"),
                row.getString("message_id"),
                row.getString("type"),
                row.getString("state"),
                row.getInt("attempts"),
                row.getObject("last_status", Integer.class),
                row.getString("last_error"),
                row.getObject("due_at", OffsetDateTime.class).toInstant(),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("body"));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
