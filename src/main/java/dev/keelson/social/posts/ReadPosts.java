package dev.keelson.social.posts;

import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import dev.keelson.shared.UserId;
import dev.keelson.social.networks.Platform;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What a user sees of their posts. */
@Component
@Transactional(readOnly = true)
class ReadPosts {
    private final Posts posts;
    private final JdbcClient jdbc;

    ReadPosts(Posts posts, JdbcClient jdbc) {
        this.posts = posts;
        this.jdbc = jdbc;
    }

    PostResponse find(UserId user, UUID id) {
        return posts.findByIdAndUserId(id, user.value()).map(PostResponse::from).orElseThrow(WritePosts::notFound);
    }

    /**
     * The newest first. Deleted ones only where that status is asked for.
     *
     * @param platform with a target there
     */
    Page<PostResponse> list(
            UserId user, @Nullable PostStatus status, @Nullable Platform platform, Optional<Cursor> after, int limit) {
        var page = Page.of(cursors(user, status, platform, after, limit + 1), limit, Function.identity());
        var found = posts.findByIdIn(page.items().stream().map(Cursor::id).toList()).stream()
                .collect(Collectors.toMap(Post::id, PostResponse::from));
        return page.map(cursor -> Objects.requireNonNull(found.get(cursor.id())));
    }

    private List<Cursor> cursors(
            UserId user, @Nullable PostStatus status, @Nullable Platform platform, Optional<Cursor> after, int limit) {
        String query = """
                select p.id, p.created_at from posts p
                where p.user_id = :user
                """
                + (status == PostStatus.DELETED ? "and p.deleted_at is not null " : "and p.deleted_at is null ")
                + (status == null ? "" : "and p.status = :status ")
                + (platform == null
                        ? ""
                        : "and exists (select from post_targets t where t.post_id = p.id and t.platform = :platform) ")
                + (after.isEmpty() ? "" : "and (p.created_at, p.id) < (:at, :id) ")
                + "order by p.created_at desc, p.id desc limit :limit";
        return jdbc.sql(query)
                .param("user", user.value())
                .param("status", status == null ? null : status.id())
                .param("platform", platform == null ? null : platform.id())
                .param(
                        "at",
                        after.map(cursor -> cursor.at().atOffset(ZoneOffset.UTC))
                                .orElse(null))
                .param("id", after.map(Cursor::id).orElse(null))
                .param("limit", limit)
                .query((row, _) ->
                        new Cursor(row.getTimestamp("created_at").toInstant(), row.getObject("id", UUID.class)))
                .list();
    }
}
