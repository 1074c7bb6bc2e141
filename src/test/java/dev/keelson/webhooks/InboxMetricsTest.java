package dev.keelson.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.WebhookSender;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;

@KeelsonTest
class InboxMetricsTest {
    /** No event has such a sequence. */
    private static final long SEQUENCE = 6_000_000_000_000L;

    @Autowired
    private InboxMetrics inbox;

    @Autowired
    private InboxState state;

    @Autowired
    private DatabaseGuard guard;

    @Autowired
    private LastReceived lastReceived;

    @Autowired
    private MeterRegistry metrics;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DataSource database;

    @Autowired
    private InstantSource clock;

    @LocalServerPort
    private int port;

    @AfterEach
    void forget() {
        jdbc.sql("delete from webhook_work where seq >= :seq")
                .param("seq", SEQUENCE)
                .update();
        jdbc.sql("delete from webhook_dead where seq >= :seq")
                .param("seq", SEQUENCE)
                .update();
    }

    @Test
    void depthTellsWhatWaitsForItsFirstAttemptFromWhatFailed() {
        inbox.refresh();
        double received = depth("received");
        double retry = depth("retry");

        waiting(0, Duration.ofSeconds(1), 1, null);
        waiting(1, Duration.ofSeconds(1), 1, null);
        waiting(2, Duration.ofSeconds(1), 7, null);
        inbox.refresh();

        assertThat(depth("received")).isGreaterThanOrEqualTo(received + 2);
        assertThat(depth("retry")).isGreaterThanOrEqualTo(retry + 1);
        assertThat(metrics.get("webhook.attempts").gauge().value()).isEqualTo(6);
    }

    @Test
    void ageIsThatOfTheOldestThatWaitsAndOfAReplayedOneSinceItsReplay() {
        waiting(0, Duration.ofDays(9), 1, Duration.ofMinutes(1));
        waiting(1, Duration.ofMinutes(3), 4, null);
        inbox.refresh();

        assertThat(metrics.get("webhook.inbox.oldest.age").gauge().value())
                .isBetween(
                        Duration.ofMinutes(3).toSeconds() - 1.0,
                        Duration.ofHours(1).toSeconds() * 1.0);
    }

    @Test
    void deadEventsAreCountedByTypeUntilSomebodyDecides() {
        dead(0, "metrics.probe");
        dead(1, "metrics.probe");
        inbox.refresh();

        assertThat(dead("metrics.probe")).isEqualTo(2.0);

        forget();
        inbox.refresh();

        assertThat(dead("metrics.probe")).isNull();
    }

    @Test
    void silenceIsCountedSinceTheLastEventOfEachProvider() throws Exception {
        String id = "evt_" + UUID.randomUUID();
        new WebhookSender(port).stripe("{\"id\":\"%s\",\"type\":\"keelson.probe.made\",\"created\":1}".formatted(id));

        lastReceived.refresh();

        assertThat(silence("stripe")).isBetween(0.0, 60.0);
    }

    @Test
    void silenceAfterAStartIsCountedFromWhatIsStored() throws Exception {
        new WebhookSender(port)
                .stripe("{\"id\":\"evt_%s\",\"type\":\"keelson.probe.made\",\"created\":1}"
                        .formatted(UUID.randomUUID()));
        jdbc.sql("""
                        insert into webhook_dedup (provider, event_id, seq, first_seen)
                        values ('ayrshare', 'silent for long', :seq, now() - interval '30 days') on conflict do nothing
                        """).param("seq", SEQUENCE).update();
        var registry = new io.micrometer.core.instrument.simple.SimpleMeterRegistry();
        var started = new LastReceived(jdbc, clock, registry);

        started.refresh();

        assertThat(registry.get("webhook.received.last.age")
                        .tag("provider", "stripe")
                        .gauge()
                        .value())
                .isBetween(0.0, 600.0);
        assertThat(registry.get("webhook.received.last.age")
                        .tag("provider", "ayrshare")
                        .gauge()
                        .value())
                .as("it has sent before: a number, and not none")
                .isNotNaN();
    }

    @Test
    void guardSeesATransactionThatKeepsASnapshot() throws SQLException {
        try (Connection holder = database.getConnection()) {
            holder.setAutoCommit(false);
            holder.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            holder.createStatement().executeQuery("select 1");
            jdbc.sql("select pg_current_xact_id()").query().singleRow();

            await().untilAsserted(() -> {
                guard.refresh();
                assertThat(metrics.get("webhook.snapshot.age").gauge().value()).isGreaterThan(0.5);
                assertThat(metrics.get("webhook.snapshot.transactions").gauge().value())
                        .isPositive();
            });
            holder.rollback();
        }
    }

    @Test
    void guardSeesDeadRowsAndTheLastVacuumOfTheWorkTable() {
        jdbc.sql("vacuum webhook_work").update();

        await().untilAsserted(() -> {
            guard.refresh();
            assertThat(metrics.get("webhook.work.vacuum.age").gauge().value()).isBetween(0.0, 60.0);
            assertThat(metrics.get("webhook.work.dead.tuples").gauge().value()).isNotNaN();
        });
    }

    @Test
    void healthIsDownBeyondEachOfItsLimits() {
        waiting(0, Duration.ofHours(2), 1, null);
        dead(1, "metrics.probe");
        dead(2, "metrics.probe");

        var far = new WebhooksHealthSettings(Duration.ofDays(9), 1_000_000, Duration.ofDays(9), 1_000_000_000);
        var old = new WebhooksHealthSettings(Duration.ofHours(1), 1_000_000, Duration.ofDays(9), 1_000_000_000);
        var dead = new WebhooksHealthSettings(Duration.ofDays(9), 1, Duration.ofDays(9), 1_000_000_000);

        assertThat(health(far).getStatus()).isEqualTo(Status.UP);
        assertThat(health(old).getStatus()).isEqualTo(Status.DOWN);
        assertThat(health(old).getDetails())
                .containsEntry("beyond", java.util.List.of("oldestAge"))
                .containsKeys("waiting", "oldestAgeSeconds", "dead", "snapshotAgeSeconds", "deadTuples");
        assertThat(health(dead).getDetails()).containsEntry("beyond", java.util.List.of("dead"));
    }

    @Test
    void inboxThatIsBehindTakesItsHealthGroupDownAndNotReadiness() {
        waiting(0, Duration.ofHours(2), 1, null);
        var http = RestTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .build();

        http.get().uri("/actuator/health/webhooks").exchange().expectStatus().isEqualTo(503);
        http.get().uri("/actuator/health/readiness").exchange().expectStatus().isOk();
        http.get().uri("/actuator/health/liveness").exchange().expectStatus().isOk();
    }

    private Health health(WebhooksHealthSettings limits) {
        var health = new WebhooksHealthIndicator(state, guard, limits).health();
        assertThat(health).isNotNull();
        return health;
    }

    private double depth(String status) {
        return metrics.get("webhook.inbox.depth").tag("status", status).gauge().value();
    }

    private double silence(String provider) {
        return metrics.get("webhook.received.last.age")
                .tag("provider", provider)
                .gauge()
                .value();
    }

    private @Nullable Double dead(String type) {
        Gauge gauge = metrics.find("webhook.dead").tag("type", type).gauge();
        return gauge == null ? null : gauge.value();
    }

    /** @param replayed how long ago it was put back; null where it was not */
    private void waiting(int number, Duration age, int attempt, @Nullable Duration replayed) {
        Instant now = clock.instant();
        jdbc.sql("""
                        insert into webhook_work (slot, seq, received_at, due_at, attempt, replay_due_at)
                        values (0, :seq, :received, :due, :attempt, :replayed)
                        """)
                .param("seq", SEQUENCE + number)
                .param("received", now.minus(age).atOffset(ZoneOffset.UTC))
                .param("due", now.plusSeconds(3_600).atOffset(ZoneOffset.UTC))
                .param("attempt", attempt)
                .param("replayed", replayed == null ? null : now.minus(replayed).atOffset(ZoneOffset.UTC))
                .update();
    }

    private void dead(int number, String type) {
        jdbc.sql("""
                        insert into webhook_dead
                          (seq, provider, event_id, type, subject, received_at, died_at, attempts, last_error)
                        values (:seq, 'stripe', 'evt_x', :type, 'cus_x', now(), now(), 1, 'x')
                        """).param("seq", SEQUENCE + number).param("type", type).update();
    }
}
