package dev.keelson.social.posts;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * When a post is to go out, and how the user said so: where the rules of their zone change before that day, it is the time on
 * their clock that was meant.
 *
 * @param zone null where the user named an instant and no zone
 * @param local the time on the clock of that zone; null where there is no zone
 */
public record PlannedTime(
        Instant instant, @Nullable ZoneId zone, @Nullable LocalDateTime local) {

    public static PlannedTime at(Instant instant) {
        return new PlannedTime(instant, null, null);
    }

    public static PlannedTime at(Instant instant, ZoneId zone) {
        return new PlannedTime(instant, zone, LocalDateTime.ofInstant(instant, zone));
    }
}
