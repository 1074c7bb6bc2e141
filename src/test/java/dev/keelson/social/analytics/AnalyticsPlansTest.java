package dev.keelson.social.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.shared.UserId;
import dev.keelson.social.networks.Platform;
import dev.keelson.testing.ExplainingDataSource;
import dev.keelson.testing.QueryPlan;
import dev.keelson.testing.TestPostgres;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** What a user asks for, and what is due, is found by indexes, however many numbers there are. */
class AnalyticsPlansTest {
    private static final int USERS = 1_000;
    private static final int POSTS = 30;
    private static final Set<Platform> ALL = EnumSet.allOf(Platform.class);

    private static final DriverManagerDataSource DATABASE = new DriverManagerDataSource(TestPostgres.freshDatabase());
    private static final ExplainingDataSource EXPLAINING = new ExplainingDataSource(DATABASE);
    private static final JdbcClient JDBC = JdbcClient.create(EXPLAINING);
    private static UserId user = new UserId(UUID.randomUUID());
    private static UUID post = UUID.randomUUID();

    @BeforeAll
    static void fill() {
        Flyway.configure().dataSource(DATABASE).load().migrate();
        var jdbc = JdbcClient.create(DATABASE);
        for (String sql : List.of(
                """
                insert into users (id, clerk_id, authz_changed_at, created_at, updated_at)
                select gen_random_uuid(), 'user_' || g, now(), now(), now() from generate_series(1, %d) g
                """.formatted(USERS),
                """
                insert into posts (id, user_id, content, media_urls, status, created_at, updated_at, version)
                select gen_random_uuid(), u.id, 'Good morning', '{}', 'published', now(), now(), 0
                from users u, generate_series(1, %d)
                """.formatted(POSTS),
                """
                insert into post_targets (id, post_id, user_id, platform, status, published_at)
                select gen_random_uuid(), id, user_id, 'x', 'published', now() - random() * interval '60 days' from posts
                """,
                """
                insert into post_metrics (target_id, post_id, user_id, platform, published_at, state, likes, as_of, next_at,
                  created_at, updated_at)
                select id, post_id, user_id, platform, published_at, 'collected', 7, published_at + interval '5 days',
                  now() + interval '1 hour' + random() * interval '30 days', now(), now()
                from post_targets
                """,
                """
                insert into metric_snapshots (target_id, user_id, taken_at, likes)
                select target_id, user_id, published_at + g * interval '1 hour', g from post_metrics, generate_series(1, 5) g
                """,
                """
                insert into account_metrics (user_id, platform, day, followers, own, as_of)
                select id, 'x', current_date - g, g, '{}', now() from users, generate_series(0, 29) g
                """,
                """
                insert into account_collections (user_id, next_at)
                select id, now() + random() * interval '1 day' from users
                """,
                "update post_metrics set next_at = now() where target_id in (select target_id from post_metrics limit 30)",
                "analyze")) {
            jdbc.sql(sql).update();
        }
        post = jdbc.sql("select id from posts limit 1").query(UUID.class).single();
        user = new UserId(jdbc.sql("select user_id from posts where id = :id")
                .param("id", post)
                .query(UUID.class)
                .single());
    }

    @BeforeEach
    void forgetPlans() {
        EXPLAINING.take();
    }

    private static void areByIndex(List<QueryPlan> plans, int buffers) {
        assertThat(plans).isNotEmpty();
        assertThat(plans.stream().map(QueryPlan::shape))
                .allSatisfy(shape -> assertThat(shape).doesNotContain("Seq Scan"));
        assertThat(plans.stream().mapToLong(QueryPlan::buffers).sum()).isLessThan(buffers);
    }

    @Test
    void reportReadsTheUsersRowsOnly() {
        var today = LocalDate.now(ZoneOffset.UTC);

        var report = new MakeReport(new ReportQuery(JDBC))
                .of(user, new Period(today.minusDays(89), today, ZoneOffset.UTC), ALL);

        assertThat(report.totals().posts()).isEqualTo(POSTS);
        assertThat(report.accounts()).hasSize(1);
        areByIndex(EXPLAINING.take(), 400);
    }

    @Test
    void postsNumbersAndBestTimesReadTheUsersRowsOnly() {
        var settings = TestSettings.usual();

        var read = new ReadPostAnalytics(JDBC, settings, JsonMapper.shared()).of(user, post);
        var best = new FindBestTimes(JDBC, settings, Instant::now).of(user, ZoneOffset.UTC, ALL);

        assertThat(read.targets().getFirst().history()).hasSize(5);
        assertThat(best.posts()).isGreaterThan(20);
        areByIndex(EXPLAINING.take(), 200);
    }

    @Test
    void whatIsDueIsFoundByItsTime() {
        var settings = TestSettings.usual();
        var transaction = new TransactionTemplate(new DataSourceTransactionManager(EXPLAINING));
        var due = new DueMetrics(JDBC, new XBudget(JDBC), settings, Instant::now, new Random(1));

        var round = transaction.execute(_ -> due.claim());

        assertThat(round.found()).isEqualTo(30);
        areByIndex(
                EXPLAINING.take().stream()
                        .filter(plan -> !plan.shape().contains("x_analytics_calls"))
                        .toList(),
                1_200);
    }
}
