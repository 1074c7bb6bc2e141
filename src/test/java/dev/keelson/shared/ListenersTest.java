package dev.keelson.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelson.testing.KeelsonTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.transaction.support.TransactionTemplate;

/** Listeners of module events have a pool of their own, and a connection each. */
@KeelsonTest
@Import(ListenersTest.Listener.class)
class ListenersTest {
    private static final int CONNECTIONS = 4;

    @Autowired
    private Listener listener;

    @Autowired
    private ApplicationEventPublisher events;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MeterRegistry metrics;

    record Happened(int number) {}

    /** Keeps its connection until all may go on. */
    static class Listener {
        private final JdbcClient jdbc;
        private final List<String> limits = new CopyOnWriteArrayList<>();
        private final CountDownLatch gate = new CountDownLatch(1);

        Listener(JdbcClient jdbc) {
            this.jdbc = jdbc;
        }

        @ApplicationModuleListener
        void on(Happened event) throws InterruptedException {
            limits.add(jdbc.sql("select current_setting('statement_timeout')")
                    .query(String.class)
                    .single());
            if (!gate.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody opened the gate");
            }
        }

        /** The limit for a statement, for each call. */
        List<String> limits() {
            return limits;
        }

        void open() {
            gate.countDown();
        }
    }

    @Test
    void asManyWorkAtATimeAsThereAreConnectionsAndNoneNeedsASecondOne() {
        int published = 3 * CONNECTIONS;

        transaction.executeWithoutResult(_ -> {
            for (int i = 0; i < published; i++) {
                events.publishEvent(new Happened(i));
            }
        });

        await().until(() -> listener.limits().size() == CONNECTIONS);
        await().untilAsserted(() -> assertThat(metrics.get("hikaricp.connections.active")
                        .tag("pool", "listeners")
                        .gauge()
                        .value())
                .isEqualTo(CONNECTIONS));
        listener.open();
        await().atMost(Duration.ofSeconds(30)).until(() -> incomplete() == 0);
        assertThat(listener.limits()).hasSize(published).containsOnly("15s");
        assertThat(metrics.get("hikaricp.connections.timeout")
                        .tag("pool", "listeners")
                        .counter()
                        .count())
                .isZero();
    }

    private int incomplete() {
        return jdbc.sql("select count(*) from event_publication where listener_id like '%ListenersTest%'")
                .query(Integer.class)
                .single();
    }
}
