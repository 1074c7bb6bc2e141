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
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
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

    /**
     * A session as its user sees it.
     *
     * @param clerkSessionId {@code sess_…}, which the API does not show
     * @param ip as Clerk knows it, or from where it was last used here
     * @param userAgent what the client calls itself; null where it has not been used here
     * @param lastUsedAt at Clerk or here, whichever is later
     */
    record Session(
            UUID id,
            String clerkSessionId,
            @Nullable String ip,
            @Nullable String device,
            @Nullable String browser,
            @Nullable String userAgent,
            @Nullable String city,
            @Nullable String country,
            @Nullable String impersonator,
            Instant lastUsedAt,
            @Nullable Instant expiresAt,
            Instant startedAt) {}

    /** For a session that only a token has told of so far. Of concurrent callers one gets the id. */
    Optional<UUID> insertIfAbsent(UserId user, String clerkSessionId) {
        return jdbc.sql("""
                        insert into user_sessions
                          (id, user_id, clerk_session_id, status, last_active_at, created_at, updated_at)
                        values (:id, :user, :clerkSessionId, 'active', :now, :now, :now)
                        on conflict (clerk_session_id) do nothing
                        returning id
                        """)
                .param("id", ids.next())
                .param("user", user.value())
                .param("clerkSessionId", clerkSessionId)
                .param("now", at(clock.instant()))
                .query(UUID.class)
                .optional();
    }

    /** It was used here. */
    void seen(UUID id, Visit visit, @Nullable String impersonator, Instant now) {
        jdbc.sql("""
                        update user_sessions
                        set last_seen_at = :now, seen_ip = :ip, user_agent = :userAgent,
                            impersonator = coalesce(:impersonator, impersonator)
                        where id = :id
                        """)
                .param("id", id)
                .param("now", at(now))
                .param("ip", visit.ip())
                .param("userAgent", visit.userAgent())
                .param("impersonator", impersonator)
                .update();
    }

    Optional<SessionStatus> status(String clerkSessionId) {
        return jdbc.sql("select status from user_sessions where clerk_session_id = :id")
                .param("id", clerkSessionId)
                .query(String.class)
                .optional()
                .map(SessionStatus::of);
    }

    Optional<UUID> id(String clerkSessionId) {
        return jdbc.sql("select id from user_sessions where clerk_session_id = :id")
                .param("id", clerkSessionId)
                .query(UUID.class)
                .optional();
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
                           country, started_at, impersonator, clerk_updated_at, created_at, updated_at)
                        values (:id, :user, :clerkSessionId, :status, :expiresAt, :lastActiveAt, :ip, :device, :browser,
                                :city, :country, :startedAt, :impersonator, :clerkUpdatedAt, :now, :now)
                        on conflict (clerk_session_id) do update
                          set status = excluded.status, expires_at = excluded.expires_at,
                              last_active_at = excluded.last_active_at, ip = excluded.ip, device = excluded.device,
                              browser = excluded.browser, city = excluded.city, country = excluded.country,
                              started_at = coalesce(excluded.started_at, s.started_at),
                              impersonator = coalesce(excluded.impersonator, s.impersonator),
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
                        .param("startedAt", at(session.createdAt()))
                        .param("impersonator", session.impersonator())
                        .param("clerkUpdatedAt", session.updatedAt())
                        .param("now", at(clock.instant()))
                        .update()
                == 1;
    }

    /**
     * From now on its tokens are refused.
     *
     * @return false where it was over already
     */
    boolean end(UserId user, UUID id, SessionEnd end) {
        return jdbc.sql("""
                        update user_sessions set status = :status, end_reason = :reason, updated_at = :now
                        where user_id = :user and id = :id and status in ('pending', 'active')
                        """)
                        .param("user", user.value())
                        .param("id", id)
                        .param("status", end.status().id())
                        .param("reason", end.id())
                        .param("now", at(clock.instant()))
                        .update()
                == 1;
    }

    Optional<Session> find(UserId user, UUID id) {
        return jdbc.sql("select * from user_sessions where user_id = :user and id = :id")
                .param("user", user.value())
                .param("id", id)
                .query((row, _) -> session(row))
                .optional();
    }

    /** Those that are open and neither older than that nor unused for longer, the newest first. */
    List<Session> open(UserId user, Instant oldestStart, Instant oldestUse) {
        return jdbc.sql("""
                        select * from user_sessions
                        where user_id = :user and status = 'active' and (expires_at is null or expires_at > :now)
                          and coalesce(started_at, created_at) >= :oldestStart
                          and greatest(created_at, last_active_at, last_seen_at) >= :oldestUse
                        order by coalesce(started_at, created_at) desc, id desc
                        """)
                .param("user", user.value())
                .param("now", at(clock.instant()))
                .param("oldestStart", at(oldestStart))
                .param("oldestUse", at(oldestUse))
                .query((row, _) -> session(row))
                .list();
    }

    private static Session session(ResultSet row) throws SQLException {
        Instant created = Timestamps.requiredInstant(row, "created_at");
        Instant started = instant(row, "started_at");
        String ip = row.getString("ip");
        return new Session(
                row.getObject("id", UUID.class),
                row.getString("clerk_session_id"),
                ip == null ? row.getString("seen_ip") : ip,
                row.getString("device"),
                row.getString("browser"),
                row.getString("user_agent"),
                row.getString("city"),
                row.getString("country"),
                row.getString("impersonator"),
                Stream.of(instant(row, "last_active_at"), instant(row, "last_seen_at"))
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder())
                        .orElse(created),
                instant(row, "expires_at"),
                started == null ? created : started);
    }
}
