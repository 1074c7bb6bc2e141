package dev.keelson.social.calendar;

import static dev.keelson.shared.Timestamps.at;
import static dev.keelson.shared.Timestamps.requiredInstant;

import dev.keelson.shared.UserId;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.posts.HoldReason;
import dev.keelson.social.posts.PostStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The posts that have a place in time: when they went out, or are to go out, or, where they were sent at once and none of it
 * is out, when they were written. Drafts have none.
 */
@Component
class CalendarPosts {
    private static final String POSTS = """
            select p.id, p.status, p.hold_reason, p.version, p.created_at, p.updated_at,
              coalesce(p.published_at, p.scheduled_at, p.created_at) as at,
              left(coalesce(nullif(p.content, ''), of_targets.content, ''), :length) as text,
              of_targets.platforms, of_targets.url
            from posts p
            cross join lateral (
              select array_agg(t.platform order by t.platform) as platforms,
                (array_agg(t.content order by t.platform) filter (where t.content is not null))[1] as content,
                (array_agg(t.url order by t.platform) filter (where t.url is not null))[1] as url
              from post_targets t where t.post_id = p.id) of_targets
            where p.user_id = :user
              and (p.published_at >= :from and p.published_at < :to
                or p.scheduled_at >= :from and p.scheduled_at < :to and p.published_at is null
                or p.created_at >= :from and p.created_at < :to and p.deleted_at is null
                  and p.published_at is null and p.scheduled_at is null and p.status <> 'draft')
            """;
    private static final String IN_ORDER = " order by at, p.id limit :limit";

    private final JdbcClient jdbc;

    CalendarPosts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param at its place in time
     * @param text as much of it as was asked for
     * @param url where it can be seen on the first network that tells
     */
    record Entry(
            UUID id,
            PostStatus status,
            @Nullable HoldReason holdReason,
            Instant at,
            List<Platform> platforms,
            String text,
            @Nullable String url,
            long version,
            Instant createdAt,
            Instant updatedAt) {}

    /**
     * In the order of time.
     *
     * @param platforms with a target on one of them; empty for all
     * @param textLength characters of each text
     */
    List<Entry> between(UserId user, Instant from, Instant to, Set<Platform> platforms, int textLength, int limit) {
        String ofPlatforms = platforms.isEmpty() ? "" : "and of_targets.platforms && :platforms::text[] ";
        return jdbc.sql(POSTS + "and p.deleted_at is null " + ofPlatforms + IN_ORDER)
                .param("user", user.value())
                .param("from", at(from))
                .param("to", at(to))
                .param("length", textLength)
                .param("platforms", platforms.stream().map(Platform::id).toArray(String[]::new))
                .param("limit", limit)
                .query(CalendarPosts::entry)
                .list();
    }

    /** With the deleted ones: a calendar that has them has to hear of it. */
    List<Entry> forFeed(UserId user, Instant from, Instant to, int textLength, int limit) {
        return jdbc.sql(POSTS + IN_ORDER)
                .param("user", user.value())
                .param("from", at(from))
                .param("to", at(to))
                .param("length", textLength)
                .param("limit", limit)
                .query(CalendarPosts::entry)
                .list();
    }

    private static Entry entry(ResultSet row, int number) throws SQLException {
        String holdReason = row.getString("hold_reason");
        var platforms = row.getArray("platforms");
        return new Entry(
                row.getObject("id", UUID.class),
                PostStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                holdReason == null ? null : HoldReason.valueOf(holdReason.toUpperCase(Locale.ROOT)),
                requiredInstant(row, "at"),
                platforms == null
                        ? List.of()
                        : Arrays.stream((String[]) platforms.getArray())
                                .flatMap(platform -> Platform.of(platform).stream())
                                .toList(),
                row.getString("text"),
                row.getString("url"),
                row.getLong("version"),
                requiredInstant(row, "created_at"),
                requiredInstant(row, "updated_at"));
    }
}
