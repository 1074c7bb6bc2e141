package dev.keelson.billing.revenue;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;

/**
 * When the next round begins: after the pause, and where the last round took long, so much later that rounds have a tenth of the
 * time at most. What is told of a customer meanwhile is worked out once. After ten minutes it begins in any case, unless the pause
 * is longer.
 *
 * @param pause between two rounds that are short
 */
record RevenueSchedule(Duration pause) implements Schedule {
    static final Duration LONGEST = Duration.ofMinutes(10);
    /** Of ten parts of the time one is the round's. */
    private static final int PAUSES = 9;

    @Override
    public Instant getNextExecutionTime(ExecutionComplete last) {
        return last.getTimeDone().plus(pauseAfter(last.getDuration()));
    }

    private Duration pauseAfter(Duration round) {
        var fair = round.multipliedBy(PAUSES);
        var bounded = fair.compareTo(LONGEST) < 0 ? fair : LONGEST;
        return bounded.compareTo(pause) < 0 ? pause : bounded;
    }

    @Override
    public boolean isDeterministic() {
        return false;
    }
}
