package dev.keelson.billing.revenue;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevenueScheduleTest {
    private static final Instant DONE = Instant.parse("2026-11-30T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "PT0S, PT30S, PT30S",
        "PT3S, PT30S, PT30S",
        "PT4S, PT30S, PT36S",
        "PT1M, PT30S, PT9M",
        "PT2H, PT30S, PT10M",
        "PT1S, PT1H, PT1H",
        "PT1S, PT0.2S, PT4S",
        "PT2H, PT1H, PT18H",
    })
    void roundsHaveATenthOfTheTime(Duration round, Duration pause, Duration expected) {
        var last = ExecutionComplete.success(
                new Execution(DONE.minus(round), new TaskInstance<>("billing-revenue", "recurring")),
                DONE.minus(round),
                DONE);

        assertThat(new RevenueSchedule(pause).getNextExecutionTime(last)).isEqualTo(DONE.plus(expected));
    }
}
