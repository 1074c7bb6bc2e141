package dev.keelson.auth;

import dev.keelson.shared.UserId;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The time zone that a user has chosen in their preferences. */
@Component
public class UserZones {
    private final JdbcClient jdbc;

    UserZones(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** UTC where they have chosen none, or one that this machine no longer knows. */
    public ZoneId of(UserId user) {
        return jdbc.sql("select timezone from user_preferences where user_id = :user")
                .param("user", user.value())
                .query((row, _) -> row.getString("timezone"))
                .optional()
                .filter(ZoneId.getAvailableZoneIds()::contains)
                .map(ZoneId::of)
                .orElse(ZoneOffset.UTC);
    }
}
