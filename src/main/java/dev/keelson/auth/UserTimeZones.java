package dev.keelson.auth;

import dev.keelson.shared.UserId;
import java.time.ZoneId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The zone in which other modules mean a user's times, unless the user has said otherwise there. */
@Component
public class UserTimeZones {
    private final JdbcClient jdbc;

    UserTimeZones(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** That of the user's preferences; UTC where they have none, or one that is not known here any more. */
    public ZoneId of(UserId user) {
        return jdbc.sql("select timezone from user_preferences where user_id = :user")
                .param("user", user.value())
                .query((row, _) -> row.getString("timezone"))
                .optional()
                .filter(ZoneId.getAvailableZoneIds()::contains)
                .map(ZoneId::of)
                .orElse(ZoneId.of("UTC"));
    }
}
