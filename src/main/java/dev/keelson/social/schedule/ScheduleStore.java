package dev.keelson.social.schedule;

import static dev.keelson.shared.Timestamps.at;

import dev.keelson.audit.AuditLog;
import dev.keelson.auth.UserTimeZones;
import dev.keelson.shared.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The users' schedules. One who has set none has an empty one in the zone of their preferences. */
@Component
class ScheduleStore {
    private static final TypeReference<List<ScheduleBody.SlotBody>> SLOTS = new TypeReference<>() {};
    private static final TypeReference<List<ScheduleBody.BlackoutBody>> BLACKOUTS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final PlannedPosts posts;
    private final UserTimeZones zones;
    private final AuditLog audit;
    private final InstantSource clock;

    ScheduleStore(
            JdbcClient jdbc,
            JsonMapper json,
            PlannedPosts posts,
            UserTimeZones zones,
            AuditLog audit,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.posts = posts;
        this.zones = zones;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param version grows with every change; 0 where the user has set none */
    record Versioned(ScheduleBody body, long version) {
        Schedule schedule() {
            return body.toSchedule();
        }
    }

    Versioned of(UserId user) {
        return jdbc.sql("select * from schedule_settings where user_id = :user")
                .param("user", user.value())
                .query(this::read)
                .optional()
                .orElseGet(() -> new Versioned(ScheduleBody.from(Schedule.emptyIn(zones.of(user))), 0));
    }

    /**
     * @param expected the version that is replaced; null for any
     * @return nothing where it is another one by now
     */
    @Transactional
    Optional<Versioned> replace(UserId user, ScheduleBody body, @Nullable Long expected) {
        // Who is just planning does so by the schedule that is there.
        posts.lock(user);
        long version = of(user).version();
        if (expected != null && expected != version) {
            return Optional.empty();
        }
        jdbc.sql("""
                        insert into schedule_settings (user_id, timezone, slots, blackouts, most_a_day, least_gap_minutes,
                          created_at, updated_at, version)
                        values (:user, :timezone, :slots::jsonb, :blackouts::jsonb, :mostADay, :leastGap, :now, :now, 1)
                        on conflict (user_id) do update
                          set timezone = excluded.timezone, slots = excluded.slots, blackouts = excluded.blackouts,
                            most_a_day = excluded.most_a_day, least_gap_minutes = excluded.least_gap_minutes,
                            updated_at = excluded.updated_at, version = schedule_settings.version + 1
                        """)
                .param("user", user.value())
                .param("timezone", body.timezone())
                .param("slots", json.writeValueAsString(body.slots()))
                .param("blackouts", json.writeValueAsString(body.blackouts()))
                .param("mostADay", body.mostADay())
                .param("leastGap", body.leastGapMinutes() == null ? 0 : body.leastGapMinutes())
                .param("now", at(clock.instant()))
                .update();
        audit.record(user, "schedule.changed", user.toString(), Map.of());
        return Optional.of(of(user));
    }

    private Versioned read(ResultSet row, int number) throws SQLException {
        return new Versioned(
                new ScheduleBody(
                        row.getString("timezone"),
                        json.readValue(row.getString("slots"), SLOTS),
                        json.readValue(row.getString("blackouts"), BLACKOUTS),
                        row.getObject("most_a_day", Integer.class),
                        row.getInt("least_gap_minutes")),
                row.getLong("version"));
    }
}
