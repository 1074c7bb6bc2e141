package dev.keelson.social.posts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.testing.ExplainingDataSource;
import dev.keelson.testing.QueryPlan;
import dev.keelson.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What is asked several times a second reads what is due, and not all that is planned or has gone out. */
class DuePlansTest {
    private static final int POSTS = 20_000;

    private final DriverManagerDataSource database = new DriverManagerDataSource(TestPostgres.freshDatabase());
    private final JdbcClient jdbc = JdbcClient.create(database);
    private final ExplainingDataSource explaining = new ExplainingDataSource(database);
    private final JdbcClient explained = JdbcClient.create(explaining);

    @Test
    void onlyWhatIsDueIsRead() {
        Flyway.configure().dataSource(database).load().migrate();
        fill();

        var due = new DuePosts(explained).next(Instant.now(), 50, List.of());
        var duePlan = plan();
        var claimed = new DueTargets(explained, Instant::now)
                .claim(UUID.randomUUID(), new UUID(0, 0), Set.of(), 56, Duration.ofSeconds(40));
        var claimPlan = plan();

        assertThat(due).hasSize(20);
        assertThat(duePlan.shape()).contains("ix_posts_due").doesNotContain("Seq Scan");
        assertThat(duePlan.buffers()).isLessThan(200);
        // By "explain analyze" one was claimed of each, and by the statement itself the next.
        assertThat(claimed).hasSize(20);
        assertThat(claimPlan.shape()).contains("ix_post_targets_step").doesNotContain("Seq Scan");
        assertThat(claimPlan.buffers()).isLessThan(2_000);
    }

    private QueryPlan plan() {
        return explaining.take().getFirst();
    }

    /** Of a thousand users; of twenty of them one post is due and two targets are. */
    private void fill() {
        for (String sql : List.of("""
                insert into users (id, clerk_id, authz_changed_at, created_at, updated_at)
                select gen_random_uuid(), 'user_' || g, now(), now(), now() from generate_series(0, 999) g
                """, """
                insert into posts (id, user_id, content, media_urls, status, scheduled_at, published_at, created_at, updated_at,
                  version)
                select gen_random_uuid(), u.id, 'Post', '{}', case when g % 4 = 0 then 'scheduled' else 'published' end,
                  now() + (g - 10) * interval '1 minute', case when g % 4 > 0 then now() end, now(), now(), 0
                from generate_series(1, :posts) g join users u on u.clerk_id = 'user_' || g % 1000
                """, """
                update posts set scheduled_at = now() + interval '1 day' where status = 'scheduled' and scheduled_at <= now()
                """, """
                update posts set scheduled_at = now() - interval '1 minute'
                where id in (select id from posts where status = 'scheduled' order by scheduled_at limit 20)
                """, """
                insert into post_targets (id, post_id, user_id, platform, status, round, step_at)
                select gen_random_uuid(), p.id, p.user_id, 'x', 'pending', 1,
                  case when substr(u.clerk_id, 6)::int < 20 and row_number() over (partition by u.id order by p.id) <= 2
                  then now() end
                from posts p join users u on u.id = p.user_id
                """, "vacuum analyze posts, post_targets, users")) {
            jdbc.sql(sql).param("posts", POSTS).update();
        }
    }
}
