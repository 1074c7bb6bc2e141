package dev.keelson.webhooks;

import java.time.Duration;

/**
 * When something dear is to be done again: not before a pause has passed, and in no more than a tenth of the time,
 * but after ten seconds at the latest, however long it took. A process that was stopped meanwhile takes hours for anything.
 */
final class Seldom {
    static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int SHARE = 10;

    private final long pause;
    private volatile long next;

    /**
     * @param now by {@link System#nanoTime}
     * @param pause the shortest
     */
    Seldom(long now, Duration pause) {
        this.pause = pause.toNanos();
        next = now;
    }

    boolean isDue(long now) {
        return now - next >= 0;
    }

    /** @param took ns that it took */
    void done(long now, long took) {
        next = now + Math.clamp(took, pause / SHARE, LONGEST.toNanos() / SHARE) * SHARE;
    }

    /** Whatever was agreed: it is due now. */
    void makeDue(long now) {
        next = now;
    }
}
