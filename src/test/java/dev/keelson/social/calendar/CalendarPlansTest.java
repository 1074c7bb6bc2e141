package dev.keelson.social.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.shared.UserId;
import dev.keelson.social.networks.Platform;
import dev.keelson.testing.ExplainingDataSource;
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

/** A month of a calendar, and the whole of a feed, are found by indexes, however many posts there are before and after. */
class CalendarPlansTest {
    private final DriverManagerDataSource database = new DriverManagerDataSource(TestPostgres.freshDatabase());
    private final JdbcClient jdbc = JdbcClient.create(database);
    private final ExplainingDataSource explaining = new ExplainingDataSource(database);
    private final CalendarPosts posts = new CalendarPosts(JdbcClient.create(explaining));

    @Test
    void nothingIsReadWhole() {
        Flyway.configure().dataSource(database).load().migrate();
        var user = new UserId(UUID.randomUUID());
        fill(user);
        var now = Instant.now();

        var month = posts.between(user, now, now.plus(Duration.ofDays(30)), Set.of(Platform.X), 140, 5_001);
        var feed = posts.forFeed(user, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)), 100, 2_000);
        var plans = explaining.take();

        assertThat(month).hasSize(180);
        assertThat(feed).hasSizeGreaterThan(6);
        assertThat(plans).hasSize(2).allSatisfy(plan -> {
            assertThat(plan.shape())
                    .doesNotContain("Seq Scan")
                    .contains("ix_posts_user_scheduled_at", "ix_posts_user_published_at");
            assertThat(plan.buffers()).isLessThan(1_500);
        });
    }

    /** Three thousand posts of the user's over a year and a half, every four hours, and as many of others. */
    private void fill(UserId user) {
        for (String sql : List.of("""
                insert into users (id, clerk_id, authz_changed_at, created_at, updated_at)
                select case when g = 0 then :user else gen_random_uuid() end, 'user_' || g, now(), now(), now()
                from generate_series(0, 100) g
                """, """
                insert into posts (id, user_id, content, media_urls, status, scheduled_at, published_at, created_at, updated_at,
                  version)
                select gen_random_uuid(), case when g % 2 = 0 then :user else other.id end, 'Text', '{}',
                  case when at < now() then 'published' else 'scheduled' end, at, case when at < now() then at end,
                  now() - interval '3 years', now(), 0
                from generate_series(0, 6000) g
                cross join lateral (select now() + interval '1 minute' + (g / 2 - 1500) * interval '4 hours' as at) times
                cross join lateral (select id from users where clerk_id = 'user_' || (1 + g % 100)) other
                """, """
                insert into post_targets (id, post_id, user_id, platform, status)
                select gen_random_uuid(), id, user_id, platform, 'pending'
                from posts, unnest(array['x', 'linkedin']) platform
                """, "analyze")) {
            jdbc.sql(sql).param("user", user.value()).update();
        }
    }
}
