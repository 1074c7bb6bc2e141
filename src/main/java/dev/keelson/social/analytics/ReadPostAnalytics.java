package dev.keelson.social.analytics;

import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import dev.keelson.social.analytics.PostAnalytics.Snapshot;
import dev.keelson.social.analytics.PostAnalytics.Target;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.posts.PostProblem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** What is known of one post's numbers. */
@Component
class ReadPostAnalytics {
    private static final Counts NOTHING = Counts.of(_ -> null);

    private final JdbcClient jdbc;
    private final AnalyticsSettings settings;
    private final JsonMapper json;

    ReadPostAnalytics(JdbcClient jdbc, AnalyticsSettings settings, JsonMapper json) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.json = json;
    }

    /** @throws dev.keelson.shared.ProblemException where it is not the user's */
    void require(UserId user, UUID post) {
        boolean theirs = jdbc.sql("select exists (select from posts where id = :post and user_id = :user)")
                .param("post", post)
                .param("user", user.value())
                .query(Boolean.class)
                .single();
        if (!theirs) {
            throw PostProblem.POST_NOT_FOUND.because("You have no post with this id.");
        }
    }

    @Transactional(readOnly = true)
    public PostAnalytics of(UserId user, UUID post) {
        require(user, post);
        var history = history(post);
        return new PostAnalytics(
                post,
                jdbc.sql("""
                                select t.id, t.platform, m.* from post_targets t
                                left join post_metrics m on m.target_id = t.id
                                where t.post_id = :post order by t.platform
                                """)
                        .param("post", post)
                        .query((row, _) -> target(row, history))
                        .list());
    }

    /** The targets of a post that there is something to ask about. */
    List<UUID> targets(UUID post) {
        return jdbc.sql("""
                        select target_id from post_metrics
                        where post_id = :post and state <> 'not_available' order by platform
                        """)
                .param("post", post)
                .query((row, _) -> row.getObject("target_id", UUID.class))
                .list();
    }

    private Map<UUID, List<Snapshot>> history(UUID post) {
        record Taken(UUID target, Snapshot snapshot) {}
        return jdbc
                .sql("""
                        select s.* from post_metrics m join metric_snapshots s on s.target_id = m.target_id
                        where m.post_id = :post order by s.target_id, s.taken_at
                        """)
                .param("post", post)
                .query((row, _) -> new Taken(row.getObject("target_id", UUID.class), snapshot(row)))
                .list()
                .stream()
                .collect(
                        Collectors.groupingBy(Taken::target, Collectors.mapping(Taken::snapshot, Collectors.toList())));
    }

    private static Snapshot snapshot(ResultSet row) throws SQLException {
        var counts = Counts.from(row);
        return new Snapshot(
                Timestamps.requiredInstant(row, "taken_at"),
                counts.views(),
                counts.likes(),
                counts.shares(),
                counts.comments(),
                counts.clicks());
    }

    private Target target(ResultSet row, Map<UUID, List<Snapshot>> history) throws SQLException {
        Platform platform = Platform.of(row.getString("platform")).orElseThrow();
        if (row.getString("state") == null) {
            return unpublished(platform);
        }
        var network = NetworkMetrics.on(platform);
        MetricState state = MetricState.of(row.getString("state"));
        MetricReason reason = row.getString("reason") == null ? null : MetricReason.of(row.getString("reason"));
        String own = row.getString("own");
        return new Target(
                platform,
                state,
                reason,
                reason == null ? null : reason.meaning(),
                Timestamps.requiredInstant(row, "published_at"),
                PostAnalytics.numbers(platform, state, reason, Counts.from(row)),
                network.meanings(),
                own == null ? null : json.readTree(own),
                Timestamps.instant(row, "as_of"),
                Timestamps.instant(row, "next_at"),
                refreshableAt(state, row),
                network.lag(),
                history.getOrDefault(row.getObject("id", UUID.class), List.of()));
    }

    private @Nullable Instant refreshableAt(MetricState state, ResultSet row) throws SQLException {
        if (state == MetricState.NOT_AVAILABLE || state == MetricState.EXPIRED) {
            return null;
        }
        Instant answeredAt = Timestamps.instant(row, "answered_at");
        return answeredAt == null ? Timestamps.requiredInstant(row, "published_at") : answeredAt.plus(settings.fresh());
    }

    private static Target unpublished(Platform platform) {
        var reason = MetricReason.NOT_PUBLISHED;
        return new Target(
                platform,
                MetricState.PENDING,
                reason,
                reason.meaning(),
                null,
                PostAnalytics.numbers(platform, MetricState.PENDING, reason, NOTHING),
                NetworkMetrics.on(platform).meanings(),
                null,
                null,
                null,
                null,
                NetworkMetrics.on(platform).lag(),
                List.of());
    }
}
