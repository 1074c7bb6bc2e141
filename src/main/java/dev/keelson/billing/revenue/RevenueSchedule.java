package dev.keelson.billing.revenue;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;

/**
 * When the next round begins: after the pause, and where the last round took long, so much later that rounds have a tenth of the
 * time at most. What is told of a customer meanwhile is worked out once. After twenty pauses it begins in any case: a round may also
 * be slow because everything is.
 *
 * @param pause between two rounds that are short
 */
record RevenueSchedule(Duration pause) implements Schedule {
    private static final int LONGEST = 20;
    /** Of ten parts of the time one is the round's. */
    private static final int PAUSES = 9;

    @Override
    public Instant getNextExecutionTime(ExecutionComplete last) {
        return last.getTimeDone().plus(pauseAfter(last.getDuration()));
    }

    private Duration pauseAfter(Duration round) {
        var fair = round.multipliedBy(PAUSES);
        var longest = pause.multipliedBy(LONGEST);
        var bounded = fair.compareTo(longest) < 0 ? fair : longest;
        return bounded.compareTo(pause) < 0 ? pause : bounded;
    }

    @Override
    public boolean isDeterministic() {
        return false;
    }
}
