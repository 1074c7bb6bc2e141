package dev.keelson.social.media;

import dev.keelson.audit.AuditLog;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Page;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import dev.keelson.social.media.MediaItem.Source;
import dev.keelson.social.media.MediaItem.State;
import dev.keelson.social.networks.MediaKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The library's rows. */
@Component
@Transactional
class MediaStore {
    private final JdbcClient jdbc;
    private final MediaSettings settings;
    private final AuditLog audit;
    private final IdGenerator ids;
    private final InstantSource clock;

    MediaStore(JdbcClient jdbc, MediaSettings settings, AuditLog audit, IdGenerator ids, InstantSource clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * What became of the wish to upload a file.
     *
     * @param item the file's
     * @param mine whether whoever asked is to upload it now
     */
    record Claim(MediaItem item, boolean mine) {}

    /** Lets one of those upload a file who want to: who comes later gets the item of who came first. */
    Claim claim(UserId user, ReceivedFile file) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:file, 0))")
                .param("file", "media " + user + file.sha256())
                .query((_, _) -> 0)
                .single();
        var now = clock.instant();
        var existing = jdbc.sql("""
                        select * from media
                        where user_id = :user and sha256 = :sha256
                          and (state = 'ready' and expires_at > :keeps or state = 'uploading' and updated_at > :alive)
                        order by state, created_at limit 1
                        """)
                .param("user", user.value())
                .param("sha256", file.sha256())
                .param("keeps", Timestamps.at(now.plus(settings.renewBefore())))
                .param("alive", Timestamps.at(now.minus(settings.abandonedAfter())))
                .query(MediaStore::read)
                .optional();
        return existing.map(item -> new Claim(item, false)).orElseGet(() -> new Claim(begin(user, file, now), true));
    }

    private MediaItem begin(UserId user, ReceivedFile file, Instant now) {
        var measures = file.measures();
        return jdbc.sql("""
                        insert into media (id, user_id, source, state, kind, content_type, name, bytes, sha256, width, height,
                          duration_ms, created_at, updated_at)
                        values (:id, :user, 'upload', 'uploading', :kind, :type, :name, :bytes, :sha256, :width, :height,
                          :duration, :now, :now)
                        returning *
                        """)
                .param("id", ids.next())
                .param("user", user.value())
                .param("kind", file.type().kind().id())
                .param("type", file.type().contentType())
                .param("name", file.name())
                .param("bytes", file.bytes())
                .param("sha256", file.sha256())
                .param("width", measures.width())
                .param("height", measures.height())
                .param("duration", millis(measures.duration()))
                .param("now", Timestamps.at(now))
                .query(MediaStore::read)
                .single();
    }

    /** @return empty where the item has been taken away meanwhile */
    Optional<MediaItem> uploaded(UserId user, UUID id, String url, Instant expiresAt) {
        var uploaded = jdbc.sql("""
                        update media set state = 'ready', url = :url, reachable = true, checked_at = :now,
                          expires_at = :expires, updated_at = :now
                        where id = :id and state = 'uploading' returning *
                        """)
                .param("id", id)
                .param("url", url)
                .param("expires", Timestamps.at(expiresAt))
                .param("now", Timestamps.at(clock.instant()))
                .query(MediaStore::read)
                .optional();
        uploaded.ifPresent(_ -> audit.record(user, "media.uploaded", id.toString(), Map.of()));
        return uploaded;
    }

    void failed(UUID id) {
        jdbc.sql("update media set state = 'failed', updated_at = :now where id = :id and state = 'uploading'")
                .param("id", id)
                .param("now", Timestamps.at(clock.instant()))
                .update();
    }

    /** A link as it was found; one that is known already is as it was found now. */
    MediaItem linked(UserId user, String url, String name, LinkLook look) {
        var measures = look.measures();
        return jdbc.sql("""
                        insert into media as m (id, user_id, source, state, kind, content_type, name, bytes, width, height,
                          duration_ms, url, reachable, http_status, checked_at, created_at, updated_at)
                        values (:id, :user, 'link', 'ready', :kind, :type, :name, :bytes, :width, :height, :duration, :url,
                          :reachable, :status, :now, :now, :now)
                        on conflict (user_id, url) where source = 'link' do update set
                          kind = coalesce(excluded.kind, m.kind), content_type = coalesce(excluded.content_type, m.content_type),
                          bytes = coalesce(excluded.bytes, m.bytes), width = coalesce(excluded.width, m.width),
                          height = coalesce(excluded.height, m.height),
                          duration_ms = coalesce(excluded.duration_ms, m.duration_ms), reachable = excluded.reachable,
                          http_status = excluded.http_status, checked_at = excluded.checked_at, updated_at = excluded.updated_at
                        returning *
                        """)
                .param("id", ids.next())
                .param("user", user.value())
                .param("kind", look.type() == null ? null : look.type().kind().id())
                .param("type", look.type() == null ? null : look.type().contentType())
                .param("name", name)
                .param("bytes", look.bytes())
                .param("width", measures.width())
                .param("height", measures.height())
                .param("duration", millis(measures.duration()))
                .param("url", url)
                .param("reachable", look.isGood())
                .param("status", look.status())
                .param("now", Timestamps.at(clock.instant()))
                .query(MediaStore::read)
                .single();
    }

    @Transactional(readOnly = true)
    Optional<MediaItem> find(UserId user, UUID id) {
        return jdbc.sql("select * from media where id = :id and user_id = :user")
                .param("id", id)
                .param("user", user.value())
                .query(MediaStore::read)
                .optional();
    }

    /** The newest item of each address that is in the library. */
    @Transactional(readOnly = true)
    List<MediaItem> at(UserId user, Collection<String> urls) {
        return urls.isEmpty()
                ? List.of()
                : jdbc.sql("""
                        select distinct on (url) * from media
                        where user_id = :user and url in (:urls) order by url, created_at desc, id desc
                        """)
                        .param("user", user.value())
                        .param("urls", urls)
                        .query(MediaStore::read)
                        .list();
    }

    @Transactional(readOnly = true)
    Page<MediaItem> list(UserId user, Optional<Cursor> after, int limit) {
        var rows = jdbc.sql("select * from media where user_id = :user "
                        + (after.isEmpty() ? "" : "and (created_at, id) < (:at, :id) ")
                        + "order by created_at desc, id desc limit :limit")
                .param("user", user.value())
                .param("at", after.map(cursor -> Timestamps.at(cursor.at())).orElse(null))
                .param("id", after.map(Cursor::id).orElse(null))
                .param("limit", limit + 1)
                .query(MediaStore::read)
                .list();
        return Page.of(rows, limit, item -> new Cursor(item.createdAt(), item.id()));
    }

    void delete(UserId user, UUID id) {
        int deleted = jdbc.sql("delete from media where id = :id and user_id = :user")
                .param("id", id)
                .param("user", user.value())
                .update();
        if (deleted == 1) {
            audit.record(user, "media.deleted", id.toString(), Map.of());
        }
    }

    /** Uploads that died are failed ones, and those are forgotten after a while. */
    void clean() {
        var now = clock.instant();
        jdbc.sql(
                        "update media set state = 'failed', updated_at = :now where state = 'uploading' and updated_at <= :alive")
                .param("now", Timestamps.at(now))
                .param("alive", Timestamps.at(now.minus(settings.abandonedAfter())))
                .update();
        jdbc.sql("delete from media where state = 'failed' and updated_at <= :old")
                .param("old", Timestamps.at(now.minus(settings.keepFailed())))
                .update();
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }

    private static MediaItem read(ResultSet row, int number) throws SQLException {
        String kind = row.getString("kind");
        Long duration = row.getObject("duration_ms", Long.class);
        return new MediaItem(
                row.getObject("id", UUID.class),
                Source.of(row.getString("source")),
                State.of(row.getString("state")),
                kind == null ? null : MediaKind.named(kind),
                row.getString("content_type"),
                row.getString("name"),
                row.getObject("bytes", Long.class),
                row.getString("sha256"),
                row.getObject("width", Integer.class),
                row.getObject("height", Integer.class),
                duration == null ? null : Duration.ofMillis(duration),
                row.getString("url"),
                row.getBoolean("reachable"),
                row.getObject("http_status", Integer.class),
                Timestamps.instant(row, "checked_at"),
                Timestamps.instant(row, "expires_at"),
                Timestamps.requiredInstant(row, "created_at"));
    }
}
