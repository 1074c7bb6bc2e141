package dev.keelson.social.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** What a time on a clock means where the clock is changed. */
public final class LocalTimes {
    private LocalTimes() {}

    /**
     * When the clocks of a zone show a time. A time that they leave out, because they are put forward over it, is the first
     * instant after that; of a time that they show twice it is the first.
     */
    public static Instant resolve(LocalDateTime local, ZoneId zone) {
        var rules = zone.getRules();
        var offsets = rules.getValidOffsets(local);
        return offsets.isEmpty() ? rules.getTransition(local).getInstant() : local.toInstant(offsets.getFirst());
    }
}
