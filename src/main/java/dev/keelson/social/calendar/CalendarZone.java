package dev.keelson.social.calendar;

import dev.keelson.auth.UserDirectory;
import dev.keelson.shared.UserId;
import java.time.Duration;
import java.time.ZoneId;
import org.springframework.stereotype.Component;

/** By whose clock a user's calendar goes, and how close to each other their posts may lie. */
@Component
class CalendarZone {
    private final UserDirectory users;
    private final CalendarSettings settings;

    CalendarZone(UserDirectory users, CalendarSettings settings) {
        this.users = users;
        this.settings = settings;
    }

    ZoneId of(UserId user) {
        return users.timeZone(user);
    }

    /** Two posts to one network that lie closer than this are in conflict. */
    Duration leastGap(@SuppressWarnings("unused") UserId user) {
        return settings.leastGap();
    }
}
