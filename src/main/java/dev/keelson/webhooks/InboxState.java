package dev.keelson.webhooks;

import dev.keelson.shared.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How the inbox is doing right now. */
@Component
class InboxState {
    /**
     * @param waiting events that are not handled yet, those that wait for another attempt included
     * @param oldestAge how long the oldest of them has been here
     * @param dead events that were given up and that somebody has to decide about
     */
    record Snapshot(long waiting, Duration oldestAge, long dead) {}

    private final JdbcClient jdbc;
    private final InstantSource clock;

    InboxState(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    Snapshot now() {
        return jdbc.sql("""
                        select (select count(*) from webhook_work) as waiting,
                               (select min(received_at) from webhook_work) as oldest,
                               (select count(*) from webhook_dead) as dead
                        """)
                .query((row, _) -> new Snapshot(
                        row.getLong("waiting"), age(Timestamps.instant(row, "oldest")), row.getLong("dead")))
                .single();
    }

    private Duration age(@Nullable Instant oldest) {
        if (oldest == null) {
            return Duration.ZERO;
        }
        Instant now = clock.instant();
        return oldest.isAfter(now) ? Duration.ZERO : Duration.between(oldest, now);
    }
}
