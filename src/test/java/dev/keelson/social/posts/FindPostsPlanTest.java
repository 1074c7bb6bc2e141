package dev.keelson.social.posts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.shared.Cursor;
import dev.keelson.shared.UserId;
import dev.keelson.social.networks.Platform;
import dev.keelson.testing.ExplainingDataSource;
import dev.keelson.testing.TestPostgres;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A list looks at its user's own posts, however many others there are and whatever is asked of it. */
class FindPostsPlanTest {
    private static final int OTHERS = 10_000;
    private static final int OWN = 300;

    private final DriverManagerDataSource database = new DriverManagerDataSource(TestPostgres.freshDatabase());
    private final JdbcClient jdbc = JdbcClient.create(database);
    private final ExplainingDataSource explaining = new ExplainingDataSource(database);
    private final FindPosts find = new FindPosts(JdbcClient.create(explaining));

    @Test
    void nothingIsReadWhole() {
        Flyway.configure().dataSource(database).load().migrate();
        var user = new UserId(UUID.randomUUID());
        fill(user);
        var now = Instant.now();
        Set<PostStatus> drafts = Set.of(PostStatus.DRAFT, PostStatus.DELETED);

        for (var filter : List.of(
                PostFilter.NONE,
                new PostFilter(drafts, Set.of(), null, null, null),
                new PostFilter(Set.of(), Set.of(Platform.X), null, null, null),
                new PostFilter(Set.of(), Set.of(), "number 7", null, null),
                new PostFilter(Set.of(), Set.of(), null, now.minusSeconds(60), now),
                new PostFilter(drafts, Set.of(Platform.X), "nowhere", now.minusSeconds(60), now))) {
            for (var after : List.of(Optional.<Cursor>empty(), Optional.of(new Cursor(now, UUID.randomUUID())))) {
                find.find(user, filter, after, 21);
                var plan = explaining.take().getFirst();

                assertThat(plan.shape()).as("%s", filter).doesNotContain("Seq Scan");
                assertThat(plan.buffers()).as("%s", filter).isLessThan(2_500);
            }
        }
    }

    private void fill(UserId user) {
        for (String sql : List.of("""
                insert into users (id, clerk_id, authz_changed_at, created_at, updated_at)
                select case when g = 0 then :user else gen_random_uuid() end, 'user_' || g, now(), now(), now()
                from generate_series(0, :others / 10) g
                """, """
                insert into posts (id, user_id, content, media_urls, status, deleted_at, created_at, updated_at, version)
                select gen_random_uuid(), u.id, 'number ' || g, '{}', case when g % 9 = 0 then 'deleted' else 'draft' end,
                  case when g % 9 = 0 then now() end, now() - make_interval(secs => g), now(), 0
                from users u cross join generate_series(1, 10) g where u.id <> :user
                """, """
                insert into posts (id, user_id, content, media_urls, status, deleted_at, created_at, updated_at, version)
                select gen_random_uuid(), :user, 'number ' || g, '{}', case when g % 9 = 0 then 'deleted' else 'draft' end,
                  case when g % 9 = 0 then now() end, now() - make_interval(secs => g), now(), 0
                from generate_series(1, :own) g
                """, """
                insert into post_targets (id, post_id, user_id, platform, status)
                select gen_random_uuid(), id, user_id, 'x', 'pending' from posts
                """, "analyze")) {
            jdbc.sql(sql)
                    .param("user", user.value())
                    .param("others", OTHERS)
                    .param("own", OWN)
                    .update();
        }
    }
}
