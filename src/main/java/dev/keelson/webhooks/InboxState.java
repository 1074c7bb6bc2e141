package dev.keelson.webhooks;

import dev.keelson.shared.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How the inbox is doing right now. */
@Component
class InboxState {
    /**
     * @param received events that wait for their first attempt
     * @param retry events that wait for another one
     * @param oldestAge how long the oldest of both has waited; a replayed event since it was due again
     * @param mostAttempts how many attempts one of them has had at most
     * @param dead events that were given up and that somebody has to decide about
     */
    record Snapshot(long received, long retry, Duration oldestAge, int mostAttempts, long dead) {
        long waiting() {
            return received + retry;
        }
    }

    record Dead(String provider, String type, long count) {}

    private final JdbcClient jdbc;
    private final InstantSource clock;

    InboxState(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    Snapshot now() {
        return jdbc.sql("""
                        select count(*) filter (where attempt = 1) as received, count(*) filter (where attempt > 1) as retry,
                               min(coalesce(replay_due_at, received_at)) as oldest, coalesce(max(attempt) - 1, 0) as attempts,
                               (select count(*) from webhook_dead) as dead
                        from webhook_work
                        """)
                .query((row, _) -> new Snapshot(
                        row.getLong("received"),
                        row.getLong("retry"),
                        age(Timestamps.instant(row, "oldest")),
                        row.getInt("attempts"),
                        row.getLong("dead")))
                .single();
    }

    List<Dead> dead() {
        return jdbc.sql("select provider, type, count(*) as count from webhook_dead group by provider, type")
                .query((row, _) -> new Dead(row.getString("provider"), row.getString("type"), row.getLong("count")))
                .list();
    }

    private Duration age(@Nullable Instant oldest) {
        if (oldest == null) {
            return Duration.ZERO;
        }
        Instant now = clock.instant();
        return oldest.isAfter(now) ? Duration.ZERO : Duration.between(oldest, now);
    }
}
