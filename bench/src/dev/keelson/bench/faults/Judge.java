package dev.keelson.bench.faults;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Checks, from outside and after everything has come to rest, that no promise was broken. */
final class Judge {
    private static final Duration DELIVERY = Duration.ofMinutes(2);
    /** An event whose vendor was being asked when its node died comes back after 30 s; retries wait up to 5 s each. */
    private static final Duration QUIET = Duration.ofMinutes(2);

    /** How long the number of events between modules may stay the same until they count as left alone. */
    private static final Duration STANDSTILL = Duration.ofSeconds(6);

    private static final int EXAMPLES = 3;

    private static final String UNFINISHED = """
            select e.event_id from webhook_event e
            where not exists (select from webhook_attempt a
                              where a.seq = e.seq and a.outcome in ('applied', 'superseded', 'ignored'))
            """;

    private static final String TWICE = """
            select 'ending ' || seq from webhook_attempt where outcome in ('applied', 'superseded', 'ignored')
            group by seq having count(*) > 1
            union all
            select 'event ' || event_id from webhook_event group by event_id having count(*) > 1
            """;

    private static final String FAILED = """
            select count(*) || ' × ' || split_part(error, ':', 1) from webhook_attempt where outcome = 'failed'
            group by split_part(error, ':', 1) order by count(*) desc
            """;

    private final Run run;

    Judge(Run run) {
        this.run = run;
    }

    Result judge() throws SQLException, InterruptedException, IOException {
        if (!run.senders().await(DELIVERY)) {
            run.violation("not everything could be delivered");
        }
        try (var connection = run.cluster().connect()) {
            var quiet = run.scenario().loses() ? Optional.<Duration>empty() : awaitQuiet(connection);
            var acknowledged = run.senders().acknowledged().keySet();
            var lost = new TreeSet<>(Observer.missing(connection, acknowledged));
            var twice = FinalState.names(connection, TWICE);
            var dead = FinalState.names(connection, "select event_id || ': ' || last_error from webhook_dead");
            List<String> differences = List.of();
            if (run.scenario().loses()) {
                expectLoss(lost.size(), acknowledged.size());
            } else {
                FinalState.names(connection, UNFINISHED).stream()
                        .filter(acknowledged::contains)
                        .forEach(lost::add);
                none("lost", lost);
                none("stored or handled twice", twice);
                none("dead", dead);
                differences = differences(connection);
                none("different", differences);
                expectAllStored(connection);
                run.observer().violations().forEach(what -> run.violation("seen meanwhile: %s".formatted(what)));
                expectOnlyGoodAnswers();
                expectNoFailureOfTheirOwn(connection);
            }
            run.note("attempts that failed and were made again: %s".formatted(FinalState.names(connection, FAILED)));
            return result(lost.size(), twice.size(), dead.size(), differences.size(), quiet);
        }
    }

    private Optional<Duration> awaitQuiet(Connection connection) throws SQLException, InterruptedException {
        Instant end = Instant.now().plus(QUIET);
        while (count(connection, "select count(*) from webhook_work") > 0) {
            if (Instant.now().isAfter(end)) {
                run.violation("%d events still wait after %d s"
                        .formatted(count(connection, "select count(*) from webhook_work"), QUIET.toSeconds()));
                return Optional.empty();
            }
            Thread.sleep(50);
        }
        return Optional.of(lastOfBacklog(connection));
    }

    /** How long after the last fault the last of those events was handled that had arrived by then. */
    private Duration lastOfBacklog(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("""
                select coalesce(max(a.finished_at), ?) from webhook_attempt a join webhook_event e using (seq)
                where e.received_at < ?
                """)) {
            var over = run.wasOver().atOffset(ZoneOffset.UTC);
            statement.setObject(1, over);
            statement.setObject(2, over);
            try (var row = statement.executeQuery()) {
                row.next();
                var last = row.getObject(1, OffsetDateTime.class);
                return last.isBefore(over) ? Duration.ZERO : Duration.between(over, last);
            }
        }
    }

    private List<String> differences(Connection connection) throws SQLException, InterruptedException, IOException {
        awaitModuleEvents(connection);
        var differences = new ArrayList<String>();
        differences.addAll(FinalState.untrue(connection, run.stage().history().finals(run.events())));
        differences.addAll(FinalState.read(connection).differences(run.stage().reference(run.events())));
        differences.addAll(FinalState.inconsistentPlans(connection));
        return differences;
    }

    /**
     * What one module tells another is delivered again two minutes after it failed, or when the application starts: the latter
     * is what we wait for.
     */
    private void awaitModuleEvents(Connection connection) throws SQLException, InterruptedException, IOException {
        if (moduleEventsArrive(connection)) {
            return;
        }
        run.note("%d events between modules left to the next start"
                .formatted(count(connection, "select count(*) from event_publication")));
        restart(run.node());
        if (!moduleEventsArrive(connection)) {
            run.violation("events between modules are not delivered");
        }
    }

    private void restart(Node node) throws IOException, InterruptedException {
        if (!node.stop()) {
            run.violation("%s did not end within %d s of SIGTERM".formatted(node.name(), Node.STOP.toSeconds()));
            node.kill();
        }
        node.launch();
        node.awaitReady();
    }

    /** @return whether none is left; false where their number has stopped falling */
    private static boolean moduleEventsArrive(Connection connection) throws SQLException, InterruptedException {
        long fewest = Long.MAX_VALUE;
        Instant fell = Instant.now();
        while (fewest > 0 && Instant.now().isBefore(fell.plus(STANDSTILL))) {
            long left = count(connection, "select count(*) from event_publication");
            if (left < fewest) {
                fewest = left;
                fell = Instant.now();
            }
            Thread.sleep(50);
        }
        return fewest == 0;
    }

    private void expectLoss(int lost, int acknowledged) {
        if (lost == 0) {
            run.violation("a loss was provoked and not seen");
        } else {
            run.note("caught: %,d of %,d acknowledged events are missing; %d times it was seen meanwhile"
                    .formatted(lost, acknowledged, run.observer().violations().size()));
        }
    }

    private void expectAllStored(Connection connection) throws SQLException {
        long stored = count(connection, "select count(*) from webhook_event");
        if (stored != run.events()) {
            run.violation("%d events were delivered, %d are stored".formatted(run.events(), stored));
        }
    }

    private void expectOnlyGoodAnswers() {
        for (String status : run.senders().statuses()) {
            if (!List.of("200", "503", "none").contains(status)) {
                run.violation("%d good events were answered with %s"
                        .formatted(run.senders().answers(status), status));
            }
        }
    }

    private void expectNoFailureOfTheirOwn(Connection connection) throws SQLException {
        var failures = CountedFailures.found(connection);
        if (!failures.isEmpty()) {
            run.violation("what failed around events was counted against them: %s".formatted(failures));
        }
    }

    private void none(String what, Collection<String> found) {
        if (!found.isEmpty()) {
            run.violation("%d %s, such as %s"
                    .formatted(
                            found.size(), what, found.stream().limit(EXAMPLES).toList()));
        }
    }

    private Result result(int lost, int twice, int dead, int differences, Optional<Duration> quiet) {
        var senders = run.senders();
        String faults = run.faults().entrySet().stream()
                .map(fault -> fault.getValue() + " × " + fault.getKey())
                .collect(Collectors.joining(", "));
        String answers = new TreeSet<>(senders.statuses())
                .stream()
                        .map(status -> "%,d × %s".formatted(senders.answers(status), status))
                        .collect(Collectors.joining(", "));
        run.note(
                "%d observations, %d without an answer of the database; Stripe was asked %,d times and failed %,d times"
                        .formatted(
                                run.observer().observations(),
                                run.observer().unreachable(),
                                run.stripe().asked(),
                                run.stripe().failed()));
        return new Result(
                run.scenario().name(),
                faults,
                senders.acknowledged().size(),
                answers,
                senders.duplicates(),
                lost,
                twice,
                dead,
                differences,
                senders.firstSinceMark(),
                quiet,
                List.copyOf(run.notes()),
                List.copyOf(run.violations()));
    }

    static long count(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
