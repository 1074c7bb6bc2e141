package dev.keelson.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import dev.keelson.shared.Timestamps;
import dev.keelson.testing.KeelsonTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@KeelsonTest
class RetentionTaskTest {
    private record Task(Instant next, boolean succeeded) {}

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private SchedulerClient scheduler;

    @Autowired
    private MeterRegistry metrics;

    @Autowired
    private RetentionMetrics retention;

    private Task task() {
        return jdbc.sql(
                        "select execution_time, last_success from scheduled_tasks where task_name = 'webhook-retention'")
                .query((row, _) -> new Task(
                        Timestamps.requiredInstant(row, "execution_time"),
                        Timestamps.instant(row, "last_success") != null))
                .single();
    }

    @Test
    void runIsFollowedByTheNextInTheEarlyMorning() {
        scheduler.reschedule(TaskInstanceId.of("webhook-retention", "daily"), Instant.now());

        await().untilAsserted(() -> assertThat(task().succeeded()).isTrue());
        assertThat(task().next()).isAfter(Instant.now());
        assertThat(LocalTime.ofInstant(task().next(), ZoneOffset.UTC)).isEqualTo(LocalTime.of(3, 10));
    }

    @Test
    void ageOfTheOldestDayIsMeasured() {
        retention.refresh();

        assertThat(metrics.get("webhook.retention.oldest.age").gauge().value()).isNotNaN();
    }
}
