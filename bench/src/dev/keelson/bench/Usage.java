package dev.keelson.bench;

import dev.keelson.bench.Measurements.Column;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Processor time from its making on: of the database, and of the application that is measured. */
final class Usage {
    private final BenchPostgres postgres;
    private final @Nullable PackagedKeelson keelson;
    private final Duration postgresBefore;
    private final Duration keelsonBefore;

    /** @param keelson null where only the database works */
    Usage(BenchPostgres postgres, @Nullable PackagedKeelson keelson) throws IOException {
        this.postgres = postgres;
        this.keelson = keelson;
        this.postgresBefore = ProcessTime.ofFamily(postgres.pid());
        this.keelsonBefore = keelson == null ? Duration.ZERO : ProcessTime.of(keelson.pid());
    }

    /** @param count of what was done meanwhile, which the time is divided by */
    void addTo(Measurements measured, String row, long count) throws IOException {
        measured.add(
                row, Column.POSTGRES, each(ProcessTime.ofFamily(postgres.pid()).minus(postgresBefore), count));
        if (keelson != null) {
            measured.add(row, Column.KEELSON, each(ProcessTime.of(keelson.pid()).minus(keelsonBefore), count));
        }
    }

    private static double each(Duration time, long count) {
        return time.toNanos() / 1e3 / Math.max(1, count);
    }
}
