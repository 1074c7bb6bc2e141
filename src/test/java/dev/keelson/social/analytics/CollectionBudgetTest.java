package dev.keelson.social.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.social.networks.Platform;
import dev.keelson.testing.TestPostgres;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.JsonNodeFactory;

/** Days of collecting, by a clock that is moved: whatever is due when, no limit is ever exceeded, and nobody is forgotten. */
class CollectionBudgetTest {
    private static final Instant BEGIN = Instant.parse("2026-11-02T08:00:00Z");
    private static final Duration TICK = Duration.ofMinutes(1);
    private static final int PER_PROFILE = 10;
    private static final int X_A_DAY = 45;
    private static final int X_FOR_USERS = 10;

    private final SingleConnectionDataSource database =
            new SingleConnectionDataSource(TestPostgres.freshDatabase(), true);
    private final JdbcClient jdbc = JdbcClient.create(database);
    private final TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(database));
    private final AnalyticsSettings settings = TestSettings.with(Map.of(
            "calls-per-profile", "" + PER_PROFILE,
            "x-calls-a-day", "" + X_A_DAY,
            "x-calls-for-users", "" + X_FOR_USERS,
            "batch", "20"));
    private final Cadence cadence = new Cadence(settings);
    private final MetricsFixture metrics = new MetricsFixture(jdbc);
    private final List<Call> calls = new ArrayList<>();
    private Instant now = BEGIN;

    private record Call(UUID user, UUID target, Platform platform, Instant at) {}

    @BeforeEach
    void migrate() {
        Flyway.configure().dataSource(database).load().migrate();
    }

    @AfterEach
    void close() {
        database.destroy();
    }

    @Test
    void noLimitIsExceededAndNobodyForgotten() {
        var random = new Random(1);
        var crowd = metrics.user();
        for (int i = 0; i < 60; i++) {
            publish(crowd, i % 3 == 0 ? Platform.X : Platform.BLUESKY, BEGIN);
        }
        List<UUID> few = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            var user = metrics.user();
            few.add(publish(user, Platform.BLUESKY, BEGIN.plusSeconds(random.nextInt(7_200))));
            publish(user, Platform.X, BEGIN.plusSeconds(random.nextInt(7_200)));
        }

        simulate(random, BEGIN.plus(Duration.ofDays(2)));

        assertThat(calls).hasSizeGreaterThan(200);
        calls.stream()
                .collect(Collectors.groupingBy(Call::user))
                .values()
                .forEach(ofOne ->
                        assertThat(most(ofOne, settings.profileWindow())).isLessThanOrEqualTo(PER_PROFILE));
        assertThat(most(of(call -> call.platform() == Platform.X), Duration.ofHours(24)))
                .isLessThanOrEqualTo(X_A_DAY - X_FOR_USERS)
                .isGreaterThan(X_A_DAY / 2);
        few.forEach(this::isAskedInTime);
        assertThat(of(call -> call.user().equals(crowd)).stream()
                        .map(Call::target)
                        .distinct())
                .as("also of those who have many, each is asked for")
                .hasSize(60);
    }

    private UUID publish(UUID user, Platform platform, Instant at) {
        return metrics.target(
                user,
                metrics.post(user, at),
                platform,
                at,
                cadence.next(platform, at, false, at).orElseThrow());
    }

    /** Runs a round each minute in which there is something due; now and then a node dies before it has noted an answer. */
    private void simulate(Random random, Instant end) {
        var due = new DueMetrics(jdbc, new XBudget(jdbc), settings, () -> now, random);
        var store = new MetricsStore(jdbc, cadence, settings, () -> now);
        while (now.isBefore(end)) {
            DueMetrics.Round round;
            do {
                round = transaction.execute(_ -> due.claim());
                for (Ask ask : round.asks()) {
                    calls.add(new Call(ask.user().value(), ask.target(), ask.platform(), now));
                    boolean dies = ask.platform() == Platform.X && random.nextInt(20) == 0;
                    if (!dies) {
                        transaction.executeWithoutResult(_ -> store.note(ask, answer(random)));
                    }
                }
            } while (round.found() == settings.batch());
            now = next();
        }
    }

    private Told answer(Random random) {
        var counts = new Counts(null, (long) random.nextInt(100), null, null, null);
        return new Told.Numbers(counts, JsonNodeFactory.instance.objectNode(), now);
    }

    private Instant next() {
        var due = jdbc.sql("select min(next_at) from post_metrics")
                .query(Timestamp.class)
                .single()
                .toInstant();
        var tick = now.plus(TICK);
        return due.isAfter(tick) ? due : tick;
    }

    private List<Call> of(Predicate<Call> which) {
        return calls.stream().filter(which).toList();
    }

    /** The most calls in any such time, wherever it begins. */
    private static int most(List<Call> calls, Duration time) {
        int most = 0;
        int first = 0;
        for (int last = 0; last < calls.size(); last++) {
            while (!calls.get(first).at().plus(time).isAfter(calls.get(last).at())) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    /** At each of its times, whatever else is due then. */
    private void isAskedInTime(UUID target) {
        var publishedAt = metrics.time(target, "published_at");
        var asked = of(call -> call.target().equals(target));
        Instant from = publishedAt;
        assertThat(asked).hasSizeGreaterThanOrEqualTo(4);
        for (Call call : asked) {
            var planned =
                    cadence.next(Platform.BLUESKY, publishedAt, false, from).orElseThrow();
            assertThat(call.at()).isBetween(planned, planned.plus(TICK.multipliedBy(2)));
            from = planned;
        }
    }
}
