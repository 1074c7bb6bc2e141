package dev.keelson.social.schedule;

import dev.keelson.social.networks.Platform;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.Collection;
import java.util.Set;

/**
 * A time of the week at which a post may go out by itself.
 *
 * @param platforms the networks that it is for, empty for all
 */
record WeeklySlot(DayOfWeek day, LocalTime time, Set<Platform> platforms) {
    /** Whether a post for these networks may take it: it must be for all of them. */
    boolean takes(Collection<Platform> networks) {
        return platforms.isEmpty() || platforms.containsAll(networks);
    }
}
