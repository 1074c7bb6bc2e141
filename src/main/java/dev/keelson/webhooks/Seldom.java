package dev.keelson.webhooks;

import java.time.Duration;

/** When something dear is to be done again: not before a second has passed, and never for more than a twentieth of the time. */
final class Seldom {
    static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int SHARE = 20;

    private volatile long next;

    /** @param now by {@link System#nanoTime} */
    Seldom(long now) {
        next = now;
    }

    boolean isDue(long now) {
        return now - next >= 0;
    }

    /** @param took ns that it took */
    void done(long now, long took) {
        next = now + Math.max(PAUSE.toNanos(), SHARE * took);
    }

    /** Whatever was agreed: it is due now. */
    void makeDue(long now) {
        next = now;
    }
}
