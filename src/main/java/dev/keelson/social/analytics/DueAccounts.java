package dev.keelson.social.analytics;

import static dev.keelson.shared.Timestamps.at;

import dev.keelson.shared.UserId;
import dev.keelson.social.networks.Platform;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;

/** Whose accounts are to be asked for when, and what they told, day by day. */
@Component
class DueAccounts {
    private final JdbcClient jdbc;
    private final AnalyticsSettings settings;
    private final InstantSource clock;
    private final RandomGenerator random;

    DueAccounts(JdbcClient jdbc, AnalyticsSettings settings, InstantSource clock, RandomGenerator random) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    record Due(UserId user, int failures) {}

    /** Those who have linked accounts and were never asked for begin within the next hour, not all at once. */
    void adopt() {
        jdbc.sql("""
                        insert into account_collections (user_id, next_at)
                        select p.user_id, :now + random() * interval '1 hour' from social_profiles p
                        where p.state = 'active' and p.accounts_synced_at is not null
                          and not exists (select from account_collections c where c.user_id = p.user_id)
                        on conflict (user_id) do nothing
                        """).param("now", at(clock.instant())).update();
    }

    @Transactional
    public List<Due> claim() {
        Instant now = clock.instant();
        return jdbc.sql("""
                        update account_collections set asked_at = :now, next_at = :lease
                        where user_id in (
                          select user_id from account_collections where next_at <= :now
                          order by next_at limit :limit for update skip locked)
                        returning user_id, failures
                        """)
                .param("now", at(now))
                .param("lease", at(now.plus(DueMetrics.LEASE)))
                .param("limit", settings.batch())
                .query((row, _) -> new Due(new UserId(row.getObject("user_id", UUID.class)), row.getInt("failures")))
                .list();
    }

    /** Later on the same day replaces what was told before. Of a user who is being erased nothing is kept any more. */
    void told(UserId user, Platform platform, AccountNumbers names, JsonNode analytics, JsonNode own, Instant asOf) {
        jdbc.sql("""
                        insert into account_metrics as a (user_id, platform, day, followers, following, posts, own, as_of)
                        select user_id, :platform, :day::date, :followers::bigint, :following::bigint, :posts::bigint, :own::jsonb,
                          :asOf
                        from social_profiles where user_id = :user and state = 'active'
                        on conflict (user_id, platform, day) do update
                          set followers = coalesce(excluded.followers, a.followers),
                              following = coalesce(excluded.following, a.following),
                              posts = coalesce(excluded.posts, a.posts), own = excluded.own, as_of = excluded.as_of
                          where a.as_of <= excluded.as_of
                        """)
                .param("user", user.value())
                .param("platform", platform.id())
                .param("day", asOf.atOffset(ZoneOffset.UTC).toLocalDate())
                .param("followers", AccountNumbers.read(names.followers(), analytics))
                .param("following", AccountNumbers.read(names.following(), analytics))
                .param("posts", AccountNumbers.read(names.posts(), analytics))
                .param("own", own.toString())
                .param("asOf", at(asOf))
                .update();
    }

    void done(Due due) {
        // A little before its day is over or after it, so that those of one minute drift apart.
        long every = settings.accountsEvery().toMillis();
        next(due, 0, Duration.ofMillis(every - random.nextLong(every / 24 + 1)));
    }

    void later(Due due, Duration pause) {
        next(due, due.failures(), pause);
    }

    void failed(Due due) {
        next(due, due.failures() + 1, settings.pauseAfter(due.failures() + 1));
    }

    private void next(Due due, int failures, Duration pause) {
        jdbc.sql("update account_collections set next_at = :next, failures = :failures where user_id = :user")
                .param("next", at(clock.instant().plus(pause)))
                .param("failures", failures)
                .param("user", due.user().value())
                .update();
    }
}
