package dev.keelson.social.analytics;

import static dev.keelson.shared.Timestamps.at;

import dev.keelson.shared.UserId;
import dev.keelson.social.networks.Platform;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Hands out the targets that are due, each to one node, and of each profile no more than its part of Ayrshare's limit. Those
 * beyond it are put off, spread over the time that they need: a user with thousands keeps nobody waiting.
 */
@Component
class DueMetrics {
    /** Whoever has taken one has so long to note what came of it. */
    static final Duration LEASE = Duration.ofMinutes(10);

    private static final Duration X_WAITS = Duration.ofHours(1);
    private static final Duration X_SPREAD = Duration.ofHours(12);

    private final JdbcClient jdbc;
    private final XBudget x;
    private final AnalyticsSettings settings;
    private final InstantSource clock;
    private final RandomGenerator random;

    DueMetrics(JdbcClient jdbc, XBudget x, AnalyticsSettings settings, InstantSource clock, RandomGenerator random) {
        this.jdbc = jdbc;
        this.x = x;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    /** @param found how many were due, at most a batch */
    record Round(List<Ask> asks, int found) {}

    @Transactional
    public Round claim() {
        Instant now = clock.instant();
        // One node after the other, so that what each sees of a profile's calls is all of them.
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('social-analytics', 0))")
                .query((row, _) -> true)
                .single();
        var due = due(now);
        var free = free(due.stream().map(Ask::user).distinct().toList(), now);
        List<Ask> asks = new ArrayList<>();
        List<Ask> beyond = new ArrayList<>();
        for (Ask ask : due) {
            boolean hasTurn = free.merge(ask.user(), -1, Integer::sum) >= 0;
            (hasTurn ? asks : beyond).add(ask);
        }
        var xBeyond = xBeyond(asks, now);
        asks.removeAll(xBeyond);
        putOff(beyond, now);
        putOffX(xBeyond, now);
        lend(asks, now);
        return new Round(asks, due.size());
    }

    private List<Ask> due(Instant now) {
        return jdbc.sql(Ask.SELECT
                        + "where m.next_at <= :now order by m.next_at limit :limit for update of m skip locked")
                .param("now", at(now))
                .param("limit", settings.batch())
                .query((row, _) -> Ask.from(row))
                .list();
    }

    /** What is left of each profile's part. */
    private Map<UserId, Integer> free(List<UserId> users, Instant now) {
        var asked = count("asked_at > :time", users, now.minus(settings.profileWindow()));
        Map<UserId, Integer> free = new HashMap<>();
        users.forEach(user -> free.put(
                user, settings.callsPerProfile() - asked.getOrDefault(user, 0L).intValue()));
        return free;
    }

    private Map<UserId, Long> count(String condition, Collection<UserId> users, Instant time) {
        return jdbc
                .sql("select user_id, count(*) from post_metrics where user_id = any(:users::uuid[]) and " + condition
                        + " group by user_id")
                .param("users", users.stream().map(UserId::toString).toArray(String[]::new))
                .param("time", at(time))
                .query((row, _) -> Map.entry(new UserId(row.getObject("user_id", UUID.class)), row.getLong("count")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Those of X for which nothing is left. */
    private List<Ask> xBeyond(List<Ask> asks, Instant now) {
        var ofX = asks.stream().filter(ask -> ask.platform() == Platform.X).toList();
        int granted = x.take(ofX.size(), settings.xCallsForCollection(), now);
        return ofX.subList(granted, ofX.size());
    }

    private void putOff(List<Ask> asks, Instant now) {
        if (asks.isEmpty()) {
            return;
        }
        var waiting = count(
                "next_at <= :time", asks.stream().map(Ask::user).distinct().toList(), now);
        long window = settings.profileWindow().toMillis();
        set(
                asks,
                asks.stream()
                        .map(ask -> window * waiting.getOrDefault(ask.user(), 1L) / settings.callsPerProfile())
                        .map(needed -> now.plusMillis(window + random.nextLong(needed + 1)))
                        .toList());
    }

    private void putOffX(List<Ask> asks, Instant now) {
        set(
                asks,
                asks.stream()
                        .map(_ -> now.plus(X_WAITS).plusMillis(random.nextLong(X_SPREAD.toMillis())))
                        .toList());
    }

    private void set(List<Ask> asks, List<Instant> times) {
        if (asks.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        update post_metrics m set next_at = later.at
                        from unnest(:targets::uuid[], :times::timestamptz[]) as later (target, at)
                        where m.target_id = later.target
                        """)
                .param("targets", targets(asks))
                .param("times", times.stream().map(Instant::toString).toArray(String[]::new))
                .update();
    }

    private void lend(List<Ask> asks, Instant now) {
        if (asks.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        update post_metrics set asked_at = :now, next_at = :lease, updated_at = :now
                        where target_id = any(:targets::uuid[])
                        """)
                .param("targets", targets(asks))
                .param("now", at(now))
                .param("lease", at(now.plus(LEASE)))
                .update();
    }

    private static String[] targets(List<Ask> asks) {
        return asks.stream().map(ask -> ask.target().toString()).toArray(String[]::new);
    }
}
