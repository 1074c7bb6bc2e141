package dev.keelson.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.ProbeListener;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Listeners of module events have a pool of their own, and a connection each. */
@KeelsonTest
class ListenersTest {
    private static final int CONNECTIONS = 4;

    @Autowired
    private ProbeListener listener;

    @Autowired
    private ApplicationEventPublisher events;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MeterRegistry metrics;

    @Test
    void asManyWorkAtATimeAsThereAreConnectionsAndNoneNeedsASecondOne() {
        int published = 3 * CONNECTIONS;
        double timeouts = timeouts();

        transaction.executeWithoutResult(_ -> {
            for (int i = 0; i < published; i++) {
                events.publishEvent(new ProbeListener.Happened(i));
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
        assertThat(timeouts()).as("who waited in vain for a connection").isEqualTo(timeouts);
    }

    private double timeouts() {
        return metrics.get("hikaricp.connections.timeout")
                .tag("pool", "listeners")
                .counter()
                .count();
    }

    private int incomplete() {
        return jdbc.sql("select count(*) from event_publication where listener_id like '%ProbeListener%'")
                .query(Integer.class)
                .single();
    }
}
