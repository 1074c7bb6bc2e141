package dev.keelson.auth;

import static dev.keelson.shared.Timestamps.at;
import static dev.keelson.shared.Timestamps.instant;

import dev.keelson.clients.clerk.ClerkSession;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of sessions. */
@Component
class Sessions {
    private final JdbcClient jdbc;
    private final IdGenerator ids;
    private final InstantSource clock;

    Sessions(JdbcClient jdbc, IdGenerator ids, InstantSource clock) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
    }

    /** @param clerkSessionId {@code sess_…}, which the API does not show */
    record Session(
            UUID id,
            String clerkSessionId,
            @Nullable String ip,
            @Nullable String device,
            @Nullable String browser,
            @Nullable String city,
            @Nullable String country,
            @Nullable Instant lastActiveAt,
            @Nullable Instant expiresAt,
            Instant createdAt) {}

    /** For a session that only a token has told of so far. */
    void insertIfAbsent(UserId user, String clerkSessionId) {
        jdbc.sql("""
                        insert into user_sessions
                          (id, user_id, clerk_session_id, status, last_active_at, created_at, updated_at)
                        values (:id, :user, :clerkSessionId, 'active', :now, :now, :now)
                        on conflict (clerk_session_id) do nothing
                        """)
                .param("id", ids.next())
                .param("user", user.value())
                .param("clerkSessionId", clerkSessionId)
                .param("now", at(clock.instant()))
                .update();
    }

    /**
     * Brings our copy to what Clerk says, unless ours is further. Of any two states one is further: an end beats a life,
     * then the version counts, then the status' place in {@link SessionStatus}, then when it was last active, and last, only
     * so that there is a rule, the other details. So the same states in any order, with any repetition, come to the same.
     *
     * @return whether the copy is now in this state
     */
    boolean merge(UserId user, ClerkSession session, SessionStatus status) {
        var activity = session.activity();
        return jdbc.sql("""
                        insert into user_sessions as s
                          (id, user_id, clerk_session_id, status, expires_at, last_active_at, ip, device, browser, city,
                           country, clerk_updated_at, created_at, updated_at)
                        values (:id, :user, :clerkSessionId, :status, :expiresAt, :lastActiveAt, :ip, :device, :browser,
                                :city, :country, :clerkUpdatedAt, :now, :now)
                        on conflict (clerk_session_id) do update
                          set status = excluded.status, expires_at = excluded.expires_at,
                              last_active_at = excluded.last_active_at, ip = excluded.ip, device = excluded.device,
                              browser = excluded.browser, city = excluded.city, country = excluded.country,
                              clerk_updated_at = excluded.clerk_updated_at, updated_at = excluded.updated_at
                          where (s.status not in ('pending', 'active'), s.clerk_updated_at,
                                 array_position(array['pending', 'active', 'expired', 'ended', 'revoked'], s.status),
                                 jsonb_build_array(
                                   s.last_active_at, s.expires_at, s.ip, s.device, s.browser, s.city, s.country))
                             <= (:over, excluded.clerk_updated_at,
                                 array_position(array['pending', 'active', 'expired', 'ended', 'revoked'], excluded.status),
                                 jsonb_build_array(
                                   excluded.last_active_at, excluded.expires_at, excluded.ip, excluded.device,
                                   excluded.browser, excluded.city, excluded.country))
                            and s.user_id = excluded.user_id
                        """)
                        .param("id", ids.next())
                        .param("user", user.value())
                        .param("clerkSessionId", session.id())
                        .param("status", status.id())
                        .param("over", status.over())
                        .param("expiresAt", at(session.expiresAt()))
                        .param("lastActiveAt", at(session.lastActiveAt()))
                        .param("ip", activity.ip())
                        .param("device", activity.device())
                        .param("browser", activity.browser())
                        .param("city", activity.city())
                        .param("country", activity.country())
                        .param("clerkUpdatedAt", session.updatedAt())
                        .param("now", at(clock.instant()))
                        .update()
                == 1;
    }

    /** From now on its tokens are refused. */
    void revoke(UserId user, UUID id) {
        jdbc.sql("""
                        update user_sessions set status = 'revoked', updated_at = :now
                        where user_id = :user and id = :id and status in ('pending', 'active')
                        """)
                .param("user", user.value())
                .param("id", id)
                .param("now", at(clock.instant()))
                .update();
    }

    Optional<Session> find(UserId user, UUID id) {
        return jdbc.sql("select * from user_sessions where user_id = :user and id = :id")
                .param("user", user.value())
                .param("id", id)
                .query((row, _) -> session(row))
                .optional();
    }

    /** Those in which the user is signed in now, the last used first. */
    List<Session> active(UserId user) {
        return jdbc.sql("""
                        select * from user_sessions
                        where user_id = :user and status = 'active' and (expires_at is null or expires_at > :now)
                        order by last_active_at desc nulls last, id desc
                        """)
                .param("user", user.value())
                .param("now", at(clock.instant()))
                .query((row, _) -> session(row))
                .list();
    }

    private static Session session(ResultSet row) throws SQLException {
        return new Session(
                row.getObject("id", UUID.class),
                row.getString("clerk_session_id"),
                row.getString("ip"),
                row.getString("device"),
                row.getString("browser"),
                row.getString("city"),
                row.getString("country"),
                instant(row, "last_active_at"),
                instant(row, "expires_at"),
                Timestamps.requiredInstant(row, "created_at"));
    }
}
