package dev.keelson.social.schedule;

import static dev.keelson.shared.Timestamps.at;

import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** When posts go out, and when those went out that are out. One that failed or is held takes no time. */
@Component
class PlannedPosts {
    private final JdbcClient jdbc;

    PlannedPosts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Until the transaction ends, no other one plans a post of this user. */
    void lock(UserId user) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('schedule ' || :user, 0))")
                .param("user", user.toString())
                .query(_ -> {});
    }

    /** @param except a post that is being planned anew; null where it is a new one */
    List<Instant> times(UserId user, @Nullable UUID except, Instant from, Instant until) {
        return jdbc.sql("""
                        select scheduled_at as at from posts
                        where user_id = :user and status = 'scheduled' and scheduled_at >= :from and scheduled_at < :until
                          and id is distinct from :except
                        union all
                        select least(scheduled_at, published_at) from posts
                        where user_id = :user and published_at >= :from and published_at < :until
                        union all
                        select least(scheduled_at, updated_at) from posts
                        where user_id = :user and status = 'publishing' and published_at is null
                          and least(scheduled_at, updated_at) >= :from and least(scheduled_at, updated_at) < :until
                        """)
                .param("user", user.value())
                .param("except", except)
                .param("from", at(from))
                .param("until", at(until))
                .query((row, _) -> Timestamps.requiredInstant(row, "at"))
                .list();
    }
}
