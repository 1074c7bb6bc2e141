package dev.keelson.sandbox.ayrshare;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Runs what is due. It remembers nothing over a restart: who needs that looks into the store and asks again. */
@Component
class Timetable {
    private static final Logger log = LoggerFactory.getLogger(Timetable.class);

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("sandbox-ayrshare").daemon().factory());
    private final Clock clock;

    Timetable(Clock clock) {
        this.clock = clock;
    }

    void at(Instant instant, Runnable work) {
        long delay = Math.max(0, Duration.between(clock.instant(), instant).toMillis() + 1);
        var _ = executor.schedule(() -> run(work), delay, TimeUnit.MILLISECONDS);
    }

    private static void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            // An executor would swallow it.
            log.warn("sandbox.ayrshare=due_work_failed", e);
        }
    }

    @EventListener(ContextClosedEvent.class)
    void stop() {
        executor.shutdownNow();
    }
}
