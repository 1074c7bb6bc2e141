package dev.keelson.social.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.shared.UserId;
import dev.keelson.testing.ExplainingDataSource;
import dev.keelson.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Planning a post reads that month of that user, however much else there is. */
class PlannedPostsPlanTest {
    private final DriverManagerDataSource database = new DriverManagerDataSource(TestPostgres.freshDatabase());
    private final JdbcClient jdbc = JdbcClient.create(database);
    private final ExplainingDataSource explaining = new ExplainingDataSource(database);

    @Test
    void nothingIsReadWhole() {
        Flyway.configure().dataSource(database).load().migrate();
        for (String sql : List.of("""
                insert into users (id, clerk_id, authz_changed_at, created_at, updated_at)
                select gen_random_uuid(), 'user_' || g, now(), now(), now() from generate_series(0, 499) g
                """, """
                insert into posts (id, user_id, content, media_urls, status, scheduled_at, published_at, created_at, updated_at,
                  version)
                select gen_random_uuid(), u.id, 'Post', '{}', case when g % 2 = 0 then 'scheduled' else 'published' end,
                  now() + (g - 10000) * interval '10 minutes', case when g % 2 = 1 then now() + (g - 10000) * interval '10 minutes' end,
                  now(), now(), 0
                from generate_series(1, 20000) g join users u on u.clerk_id = 'user_' || g % 500
                """, "vacuum analyze posts, users")) {
            jdbc.sql(sql).update();
        }
        var user = new UserId(jdbc.sql("select id from users where clerk_id = 'user_2'")
                .query(UUID.class)
                .single());
        var now = Instant.now();

        var times = new PlannedPosts(JdbcClient.create(explaining))
                .times(user, null, now.minus(Duration.ofDays(2)), now.plus(Duration.ofDays(31)));

        var plan = explaining.take().getFirst();
        assertThat(times).hasSizeBetween(8, 11);
        assertThat(plan.shape())
                .contains("ix_posts_user_scheduled_at", "ix_posts_user_published_at")
                .doesNotContain("Seq Scan");
        assertThat(plan.buffers()).isLessThan(200);
    }
}
