package dev.keelson.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.testing.KeelsonTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@KeelsonTest
class ModuleEventMetricsTest {
    private static final String LISTENER = "listener-that-does-not-exist";

    @Autowired
    private ModuleEventMetrics moduleEvents;

    @Autowired
    private MeterRegistry metrics;

    @Autowired
    private JdbcClient jdbc;

    @AfterEach
    void forgetEvents() {
        jdbc.sql("delete from event_publication where listener_id = :listener")
                .param("listener", LISTENER)
                .update();
    }

    @Test
    void eventThatHasWaitedTwoMinutesCountsAndAYoungerOneDoesNot() {
        double before = incomplete();

        for (int seconds : List.of(30, 110, 130, 3_600)) {
            published(Duration.ofSeconds(seconds));
        }

        assertThat(incomplete()).isEqualTo(before + 2);
        forgetEvents();
        assertThat(incomplete()).isEqualTo(before);
    }

    private double incomplete() {
        moduleEvents.refresh();
        return metrics.get("module.events.incomplete").gauge().value();
    }

    private void published(Duration ago) {
        jdbc.sql("""
                        insert into event_publication
                          (id, listener_id, event_type, serialized_event, publication_date, status)
                        values (:id, :listener, 'java.lang.String', '"probe"', :date, 'FAILED')
                        """)
                .param("id", UUID.randomUUID())
                .param("listener", LISTENER)
                .param("date", Instant.now().minus(ago).atOffset(ZoneOffset.UTC))
                .update();
    }
}
