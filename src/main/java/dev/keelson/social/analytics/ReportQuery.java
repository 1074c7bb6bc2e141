package dev.keelson.social.analytics;

import static dev.keelson.shared.Timestamps.at;

import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import dev.keelson.social.networks.Platform;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Adds up in the database what the reports show. */
@Component
class ReportQuery {
    private static final String SUMS = """
            count(*) as posts, sum(views)::bigint as views, sum(likes)::bigint as likes, sum(shares)::bigint as shares,
            sum(comments)::bigint as comments, sum(clicks)::bigint as clicks, count(views) as known_views,
            count(likes) as known_likes, count(shares) as known_shares, count(comments) as known_comments,
            count(clicks) as known_clicks, max(as_of) as as_of, min(as_of) as oldest_as_of
            """;
    private static final String OF_THE_USER = """
            user_id = :user and published_at >= :from and published_at < :to and platform = any(:platforms)
            """;

    private final JdbcClient jdbc;

    ReportQuery(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Posts of a day on a network in the same state. */
    record DayGroup(
            LocalDate day,
            Sums.Group group,
            @Nullable Instant asOf,
            @Nullable Instant oldestAsOf) {}

    /** The days begin where the period says so: the database's idea of a zone may be another. */
    List<DayGroup> days(UserId user, Period period, Set<Platform> platforms) {
        return ofTheUser(
                        """
                        select width_bucket(published_at, :starts::timestamptz[]) as day, platform, state, reason,\s"""
                                + SUMS + " from post_metrics where " + OF_THE_USER
                                + " group by 1, platform, state, reason order by 1, platform",
                        user,
                        period,
                        platforms)
                .param("starts", period.starts().stream().map(Instant::toString).toArray(String[]::new))
                .query((row, _) -> new DayGroup(
                        period.day(row.getLong("day") - 1),
                        group(row),
                        Timestamps.instant(row, "as_of"),
                        Timestamps.instant(row, "oldest_as_of")))
                .list();
    }

    record TopPost(UUID id, Instant publishedAt, String excerpt, boolean deleted, long engagement) {}

    /** Those of whom anything is known, the best first. */
    List<TopPost> top(UserId user, Period period, Set<Platform> platforms, int limit) {
        return ofTheUser("""
                        with best as (
                          select post_id, min(published_at) as published_at,
                            sum(coalesce(likes, 0) + coalesce(shares, 0) + coalesce(comments, 0) + coalesce(clicks, 0))::bigint
                              as engagement
                          from post_metrics
                          where num_nonnulls(likes, shares, comments, clicks) > 0 and\s""" + OF_THE_USER + """
                          group by post_id order by engagement desc, post_id limit :limit)
                        select b.*, left(p.content, 140) as excerpt, p.deleted_at is not null as deleted
                        from best b join posts p on p.id = b.post_id order by b.engagement desc, b.post_id
                        """, user, period, platforms)
                .param("limit", limit)
                .query((row, _) -> new TopPost(
                        row.getObject("post_id", UUID.class),
                        Timestamps.requiredInstant(row, "published_at"),
                        row.getString("excerpt"),
                        row.getBoolean("deleted"),
                        row.getLong("engagement")))
                .list();
    }

    record PostGroup(UUID post, Sums.Group group) {}

    List<PostGroup> ofPosts(Collection<UUID> posts, Set<Platform> platforms) {
        return jdbc.sql("select post_id, platform, state, reason, " + SUMS + """
                        from post_metrics where post_id = any(:posts::uuid[]) and platform = any(:platforms)
                        group by post_id, platform, state, reason
                        """)
                .param("posts", posts.stream().map(UUID::toString).toArray(String[]::new))
                .param("platforms", ids(platforms))
                .query((row, _) -> new PostGroup(row.getObject("post_id", UUID.class), group(row)))
                .list();
    }

    record AccountRow(Platform platform, AnalyticsReport.AccountDay numbers, Instant asOf) {}

    List<AccountRow> accounts(UserId user, Period period, Set<Platform> platforms) {
        return jdbc.sql("""
                        select platform, day, followers, following, posts, as_of from account_metrics
                        where user_id = :user and platform = any(:platforms) and day between :from and :to
                        order by platform, day
                        """)
                .param("user", user.value())
                .param("platforms", ids(platforms))
                .param("from", period.from())
                .param("to", period.to())
                .query((row, _) -> new AccountRow(
                        Platform.of(row.getString("platform")).orElseThrow(),
                        new AnalyticsReport.AccountDay(
                                row.getObject("day", LocalDate.class),
                                row.getObject("followers", Long.class),
                                row.getObject("following", Long.class),
                                row.getObject("posts", Long.class)),
                        Timestamps.requiredInstant(row, "as_of")))
                .list();
    }

    private JdbcClient.StatementSpec ofTheUser(String sql, UserId user, Period period, Set<Platform> platforms) {
        return jdbc.sql(sql)
                .param("user", user.value())
                .param("from", at(period.start()))
                .param("to", at(period.end()))
                .param("platforms", ids(platforms));
    }

    private static String[] ids(Set<Platform> platforms) {
        return platforms.stream().map(Platform::id).toArray(String[]::new);
    }

    private static Sums.Group group(ResultSet row) throws SQLException {
        Map<Metric, Long> known = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            known.put(metric, row.getLong("known_" + metric.id()));
        }
        String reason = row.getString("reason");
        return new Sums.Group(
                Platform.of(row.getString("platform")).orElseThrow(),
                MetricState.of(row.getString("state")),
                reason == null ? null : MetricReason.of(reason),
                row.getLong("posts"),
                known,
                Counts.from(row));
    }
}
