package dev.keelson.billing.meters;

import dev.keelson.shared.Timestamps;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Forgets usage that is settled, some at a time: each statement is a transaction. */
@Component
class MeterPurge {
    private static final int BATCH = 1_000;

    private final JdbcClient jdbc;
    private final MeterSettings settings;
    private final InstantSource clock;

    MeterPurge(JdbcClient jdbc, MeterSettings settings, InstantSource clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    void run(BooleanSupplier stop) {
        purge("meter_events", "state = 'sent' and updated_at < :before", settings.keep(), stop);
        purge(
                "meter_events",
                "state in ('rejected', 'expired', 'unknown') and updated_at < :before",
                settings.keepFailed(),
                stop);
        purge("meter_error_reports", "occurred_at < :before", settings.keepFailed(), stop);
    }

    private void purge(String table, String condition, Duration keep, BooleanSupplier stop) {
        var before = Timestamps.at(clock.instant().minus(keep));
        int deleted;
        do {
            deleted = jdbc.sql("delete from %1$s where id in (select id from %1$s where %2$s limit :batch)"
                            .formatted(table, condition))
                    .param("before", before)
                    .param("batch", BATCH)
                    .update();
        } while (deleted == BATCH && !stop.getAsBoolean());
    }
}
