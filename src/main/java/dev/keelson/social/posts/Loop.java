package dev.keelson.social.posts;

import dev.keelson.shared.DatabaseLane;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does the same again and again on the background lane: after a pause, or when it is woken. */
final class Loop {
    private static final Logger log = LoggerFactory.getLogger(Loop.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final String name;
    private final Duration pause;
    private final Runnable work;
    private final Semaphore signals = new Semaphore(0);
    private volatile @Nullable Thread thread;

    Loop(String name, Duration pause, Runnable work) {
        this.name = name;
        this.pause = pause;
        this.work = work;
    }

    void start() {
        // Known before it runs: it ends where it is not the loop's thread.
        var started = Thread.ofVirtual().name(name).unstarted(() -> DatabaseLane.BACKGROUND.run(this::run));
        thread = started;
        started.start();
    }

    /** Lets the work that runs come to its end, and begins no other. */
    void stop() {
        thread = null;
        wake();
    }

    boolean isRunning() {
        return thread != null;
    }

    void wake() {
        signals.release();
    }

    private void run() {
        try {
            while (thread == Thread.currentThread()) {
                boolean done = attempt();
                boolean woken = signals.tryAcquire((done ? pause : AFTER_FAILURE).toMillis(), TimeUnit.MILLISECONDS);
                if (woken) {
                    signals.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean attempt() {
        try {
            work.run();
            return true;
        } catch (RuntimeException | Error e) {
            // Whatever it was, the posts of all users wait for the next time.
            log.warn("loop=failed name={} cause={}", name, e.getClass().getSimpleName(), e);
            return false;
        }
    }
}
