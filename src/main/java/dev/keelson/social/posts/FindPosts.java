package dev.keelson.social.posts;

import dev.keelson.shared.Cursor;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import dev.keelson.social.networks.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Finds a user's posts. All conditions are looked at among that user's own posts, in the order of the list and until the page is
 * full: some thousands at most, so that a trigram index over everybody's texts would cost each writer more than it saves who
 * searches.
 */
@Component
class FindPosts {
    private final JdbcClient jdbc;

    FindPosts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Where they stand in the list, the newest first. */
    List<Cursor> find(UserId user, PostFilter filter, Optional<Cursor> after, int limit) {
        return jdbc.sql("select p.id, p.created_at from posts p where " + conditions(filter, after)
                        + " order by p.created_at desc, p.id desc limit :limit")
                .param("user", user.value())
                .param(
                        "statuses",
                        filter.statuses().stream().map(PostStatus::id).toArray(String[]::new))
                .param(
                        "platforms",
                        filter.platforms().stream().map(Platform::id).toArray(String[]::new))
                .param("text", filter.text() == null ? null : "%" + escaped(filter.text()) + "%")
                .param("from", Timestamps.at(filter.from()))
                .param("to", Timestamps.at(filter.to()))
                .param("at", Timestamps.at(after.map(Cursor::at).orElse(null)))
                .param("id", after.map(Cursor::id).orElse(null))
                .param("limit", limit)
                .query((row, _) ->
                        new Cursor(Timestamps.requiredInstant(row, "created_at"), row.getObject("id", UUID.class)))
                .list();
    }

    private static String conditions(PostFilter filter, Optional<Cursor> after) {
        var conditions = new ArrayList<String>();
        conditions.add("p.user_id = :user");
        conditions.add(filter.statuses().isEmpty() ? "p.deleted_at is null" : "p.status = any(:statuses)");
        if (!filter.platforms().isEmpty()) {
            conditions.add(
                    "exists (select from post_targets t where t.post_id = p.id and t.platform = any(:platforms))");
        }
        if (filter.text() != null) {
            conditions.add("""
                    (p.content ilike :text or exists (select from post_targets t where t.post_id = p.id
                      and t.user_id = :user and (t.content ilike :text or t.title ilike :text)))""");
        }
        if (filter.from() != null) {
            conditions.add("coalesce(p.published_at, p.scheduled_at, p.created_at) >= :from");
        }
        if (filter.to() != null) {
            conditions.add("coalesce(p.published_at, p.scheduled_at, p.created_at) < :to");
        }
        if (after.isPresent()) {
            conditions.add("(p.created_at, p.id) < (:at, :id)");
        }
        return String.join(" and ", conditions);
    }

    /** What a user types is text and no pattern. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
