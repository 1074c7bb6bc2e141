package dev.keelson.social.posts;

import dev.keelson.shared.Cursor;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Page;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.posts.ExternalPost.Seen;
import dev.keelson.social.posts.ExternalPost.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of what others published through our users' profiles. */
@Component
class ExternalPosts {
    private final JdbcClient jdbc;
    private final IdGenerator ids;
    private final InstantSource clock;

    ExternalPosts(JdbcClient jdbc, IdGenerator ids, InstantSource clock) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
    }

    /** The newest first, what is still to come before all others. */
    Page<ExternalPost> list(UserId user, @Nullable Platform platform, Optional<Cursor> after, int limit) {
        var rows = jdbc.sql("select * from external_posts where user_id = :user "
                        + (platform == null ? "" : "and platform = :platform ")
                        + (after.isEmpty() ? "" : "and (published_at, id) < (:at, :id) ")
                        + "order by published_at desc, id desc limit :limit")
                .param("user", user.value())
                .param("platform", platform == null ? null : platform.id())
                .param("at", after.map(cursor -> Timestamps.at(cursor.at())).orElse(null))
                .param("id", after.map(Cursor::id).orElse(null))
                .param("limit", limit + 1)
                .query(ExternalPosts::read)
                .list();
        return Page.of(rows, limit, post -> new Cursor(post.publishedAt(), post.id()));
    }

    List<ExternalPost> of(UserId user, String ayrshareId) {
        return jdbc.sql("select * from external_posts where user_id = :user and ayrshare_post_id = :ayrshareId")
                .param("user", user.value())
                .param("ayrshareId", ayrshareId)
                .query(ExternalPosts::read)
                .list();
    }

    List<UserId> usersWith(String ayrshareId) {
        return jdbc.sql("select distinct user_id from external_posts where ayrshare_post_id = :ayrshareId")
                .param("ayrshareId", ayrshareId)
                .query((row, _) -> new UserId(row.getObject("user_id", UUID.class)))
                .list();
    }

    void save(UserId user, String ayrshareId, Seen seen) {
        jdbc.sql("""
                        insert into external_posts (id, user_id, ayrshare_post_id, platform, state, network_post_id, url, content,
                          published_at, created_at, updated_at)
                        values (:id, :user, :ayrshareId, :platform, :state, :networkId, :url, :content, :at, :now, :now)
                        on conflict (user_id, ayrshare_post_id, platform) do update set
                          state = excluded.state, network_post_id = excluded.network_post_id, url = excluded.url,
                          content = excluded.content, published_at = excluded.published_at, updated_at = excluded.updated_at
                        """)
                .param("id", ids.next())
                .param("user", user.value())
                .param("ayrshareId", ayrshareId)
                .param("platform", seen.platform().id())
                .param("state", seen.state().id())
                .param("networkId", seen.networkPostId())
                .param("url", seen.url())
                .param("content", seen.content())
                .param("at", Timestamps.at(seen.publishedAt()))
                .param("now", Timestamps.at(clock.instant()))
                .update();
    }

    void delete(UUID id) {
        jdbc.sql("delete from external_posts where id = :id").param("id", id).update();
    }

    private static ExternalPost read(ResultSet row, int number) throws SQLException {
        return new ExternalPost(
                row.getObject("id", UUID.class),
                Platform.of(row.getString("platform")).orElseThrow(),
                State.of(row.getString("state")),
                row.getString("network_post_id"),
                row.getString("url"),
                row.getString("content"),
                Timestamps.requiredInstant(row, "published_at"));
    }
}
