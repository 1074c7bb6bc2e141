package dev.keelson.bench;

import dev.keelson.bench.InboxTables.Window;
import dev.keelson.bench.Measurements.Column;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Events at an even pace while another session holds a snapshot, which keeps every row alive that the queue has deleted
 * meanwhile: whether the inbox keeps up, and whether it is at the end as quick as at the start.
 */
final class SustainedLoad {
    /**
     * @param perSecond what was sent
     * @param waiting events that were not handled when the last one had been acknowledged
     * @param windows from arrival to the end of the handler, of what arrived in each sixth of the time
     */
    record Result(double perSecond, long waiting, long neverHandled, List<Window> windows) {
        private static final double WORTH_OF_SECONDS = 0.25;
        private static final double GROWTH = 2;

        /** Fewer wait than arrive in a quarter of a second. */
        boolean isWithoutBacklog() {
            return neverHandled == 0 && waiting <= perSecond * WORTH_OF_SECONDS;
        }

        /** No window has more than twice the p50 and p99 of the first. */
        boolean isFlat() {
            return neverHandled == 0
                    && !windows.isEmpty()
                    && windows.stream()
                            .allMatch(window -> window.p50()
                                            <= GROWTH * windows.getFirst().p50()
                                    && window.p99()
                                            <= GROWTH * windows.getFirst().p99());
        }
    }

    static final String ROW = "(e) sustained, with a snapshot held, 64 connections";

    private static final int CONNECTIONS = 64;
    private static final Duration SETTLE = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final WebhookRig rig;
    private final Measurements measured;

    SustainedLoad(WebhookRig rig, Measurements measured) {
        this.rig = rig;
        this.measured = measured;
    }

    Result measure(double perSecond, Duration duration, Duration window)
            throws IOException, SQLException, InterruptedException {
        rig.onlyWhole();
        rig.tables().reset();
        try (var other = rig.postgres().connect();
                var snapshot = other.createStatement()) {
            snapshot.execute("begin isolation level repeatable read");
            snapshot.execute("select count(*) from webhook_work");
            rig.requests().write((int) (perSecond * duration.toSeconds()), rig.events()::next);
            Thread.sleep(SETTLE);
            var result = measure(perSecond, duration, window, Instant.now());
            snapshot.execute("rollback");
            rig.tables().reset();
            return result;
        }
    }

    private Result measure(double perSecond, Duration duration, Duration window, Instant start)
            throws IOException, SQLException, InterruptedException {
        var usage = new Usage(rig.postgres(), rig.whole());
        var load = HttpLoad.paced(rig.whole().port(), rig.requests(), CONNECTIONS, perSecond, duration);
        long waiting = rig.tables().waiting();
        measured.add(ROW, Column.PER_SECOND, load.perSecond());
        measured.add(ROW, Column.P50, load.latencies().millis(50));
        measured.add(ROW, Column.P99, load.latencies().millis(99));
        measured.add(ROW, Column.MAX, load.latencies().millis(100));
        measured.add(ROW, Column.LOAD, load.cpuMicros());
        measured.add(ROW, Column.REFUSED, load.refused());
        measured.add(ROW, Column.WAITING, (double) waiting);
        usage.addTo(measured, ROW, load.answered());
        var outcomes = rig.tables().outcomes();
        measured.add(ROW, Column.HANDLED, outcomes.handled() / load.seconds());
        rig.tables().awaitEmpty(PATIENCE);
        measured.add(ROW, Column.FAILED, (double) rig.tables().outcomes().others());
        return new Result(
                load.perSecond(), waiting, rig.tables().waiting(), rig.tables().lag(start, window));
    }
}
