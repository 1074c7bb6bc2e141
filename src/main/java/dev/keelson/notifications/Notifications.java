package dev.keelson.notifications;

import dev.keelson.shared.Cursor;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Page;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The notifications of each user, as stored. */
@Component
class Notifications {
    private static final String COLUMNS = "id, kind, payload, read_at, created_at";

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final IdGenerator ids;
    private final InstantSource clock;

    Notifications(JdbcClient jdbc, JsonMapper json, IdGenerator ids, InstantSource clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.ids = ids;
        this.clock = clock;
    }

    /** Until the transaction ends, no other one writes notifications of this user's events. */
    void lock(UserId user) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('notifications ' || :user, 0))")
                .param("user", user.toString())
                .query(_ -> {});
    }

    /** Whether the user has been told of this state or a newer one already. */
    boolean told(UserId user, Kind kind, long version) {
        return jdbc.sql("""
                        select exists (select from notifications
                                       where user_id = :user and kind = :kind and version >= :version)
                        """)
                .param("user", user.value())
                .param("kind", kind.id())
                .param("version", version)
                .query(Boolean.class)
                .single();
    }

    /** Whether the user has been told of this. */
    boolean told(UserId user, String dedupKey) {
        return jdbc.sql("""
                        select exists (select from notifications where user_id = :user and dedup_key = :dedupKey)
                        """)
                .param("user", user.value())
                .param("dedupKey", dedupKey)
                .query(Boolean.class)
                .single();
    }

    /**
     * @param dedupKey names what happened: the same key again adds nothing
     * @param version of the state that the message tells of; null where its event has none
     */
    void add(UserId user, Message message, String dedupKey, @Nullable Long version) {
        jdbc.sql("""
                        insert into notifications (id, user_id, kind, payload, dedup_key, version, created_at)
                        values (:id, :user, :kind, :payload::jsonb, :dedupKey, :version, :now)
                        on conflict (user_id, dedup_key) do nothing
                        """)
                .param("id", ids.next())
                .param("user", user.value())
                .param("kind", message.kind().id())
                .param("payload", json.writeValueAsString(message))
                .param("dedupKey", dedupKey)
                .param("version", version)
                .param("now", now())
                .update();
    }

    /** The newest first. */
    Page<Notification> list(UserId user, boolean unreadOnly, Optional<Cursor> after, int limit) {
        var statement = jdbc.sql("select " + COLUMNS + " from notifications where user_id = :user and kind in (:kinds)"
                        + (unreadOnly ? " and read_at is null" : "")
                        + (after.isPresent() ? " and (created_at, id) < (:afterTime, :afterId)" : "")
                        + " order by created_at desc, id desc limit :limit")
                .param("user", user.value())
                .param("kinds", Kind.IDS)
                .param("limit", limit + 1);
        if (after.isPresent()) {
            statement = statement
                    .param("afterTime", after.get().at().atOffset(ZoneOffset.UTC))
                    .param("afterId", after.get().id());
        }
        return Page.of(
                statement.query(this::notification).list(),
                limit,
                notification -> new Cursor(notification.createdAt(), notification.id()));
    }

    /** The notification, read; nothing where the user has none with this id. When it was read first stays. */
    Optional<Notification> markRead(UserId user, UUID id) {
        return jdbc.sql("""
                        update notifications set read_at = coalesce(read_at, :now)
                        where user_id = :user and id = :id and kind in (:kinds)
                        returning\s""" + COLUMNS)
                .param("now", now())
                .param("user", user.value())
                .param("id", id)
                .param("kinds", Kind.IDS)
                .query(this::notification)
                .optional();
    }

    void markAllRead(UserId user) {
        jdbc.sql("""
                        update notifications set read_at = :now
                        where user_id = :user and read_at is null and kind in (:kinds)
                        """)
                .param("now", now())
                .param("user", user.value())
                .param("kinds", Kind.IDS)
                .update();
    }

    void deleteAll(UserId user) {
        jdbc.sql("delete from notifications where user_id = :user")
                .param("user", user.value())
                .update();
    }

    private Notification notification(ResultSet row, int number) throws SQLException {
        return new Notification(
                row.getObject("id", UUID.class),
                json.readValue(
                        row.getString("payload"), Kind.of(row.getString("kind")).message()),
                Timestamps.instant(row, "read_at"),
                Timestamps.requiredInstant(row, "created_at"));
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}
