package dev.keelson.social.analytics;

import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import dev.keelson.social.networks.Platform;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A target whose numbers are to be asked for.
 *
 * @param ayrshareId Ayrshare's id of the post; null where it never told one
 * @param failures how often in a row it could not be asked
 * @param deleted whether the user has deleted the post meanwhile
 */
record Ask(
        UUID target,
        UserId user,
        Platform platform,
        @Nullable String ayrshareId,
        Instant publishedAt,
        boolean story,
        int failures,
        boolean deleted) {
    static final String SELECT = """
            select m.target_id, m.user_id, m.platform, m.published_at, m.story, m.failures, m.answered_at, m.asked_at,
              t.ayrshare_post_id, p.deleted_at is not null as deleted
            from post_metrics m
            join post_targets t on t.id = m.target_id
            join posts p on p.id = m.post_id
            """;

    static Ask from(ResultSet row) throws SQLException {
        return new Ask(
                row.getObject("target_id", UUID.class),
                new UserId(row.getObject("user_id", UUID.class)),
                Platform.of(row.getString("platform")).orElseThrow(),
                row.getString("ayrshare_post_id"),
                Timestamps.requiredInstant(row, "published_at"),
                row.getBoolean("story"),
                row.getInt("failures"),
                row.getBoolean("deleted"));
    }
}
