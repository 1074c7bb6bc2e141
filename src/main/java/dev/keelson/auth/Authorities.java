package dev.keelson.auth;

import static dev.keelson.shared.Timestamps.at;
import static dev.keelson.shared.Timestamps.instant;
import static dev.keelson.shared.Timestamps.requiredInstant;

import dev.keelson.shared.NodeMemory;
import dev.keelson.shared.NodeNotices;
import dev.keelson.shared.NoticeListener;
import dev.keelson.shared.Role;
import dev.keelson.shared.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What callers may do, by our database. A node remembers it for a moment, since a page asks for several things at once; a
 * change is in force at once on the node that made it, and on the others when they hear of it. Should they not hear, the
 * moment is over within a second all the same.
 */
@Component
class Authorities implements NoticeListener {
    private static final String CHANNEL = "authorities";
    private static final long MOST = 50_000;

    private record Key(String clerkId, String sessionId) {}

    private final JdbcClient jdbc;
    private final SessionSettings limits;
    private final InstantSource clock;
    private final NodeMemory<Key, Optional<Authority>> remembered;

    Authorities(JdbcClient jdbc, SessionSettings limits, InstantSource clock, ObjectProvider<NodeNotices> notices) {
        this.jdbc = jdbc;
        this.limits = limits;
        this.clock = clock;
        var kept = new NodeMemory.Kept(limits.authorityKept(), limits.authorityKept(), MOST);
        this.remembered = new NodeMemory<>(CHANNEL, Key::clerkId, kept, notices::getObject);
    }

    /** Nothing where the user is not known. A session that is not known is looked for each time: it is about to be. */
    Optional<Authority> find(String clerkId, String sessionId) {
        return remembered.get(
                new Key(clerkId, sessionId),
                key -> read(key.clerkId(), key.sessionId()),
                found -> found.filter(authority -> authority.session() != null).isPresent());
    }

    /** To be called in the transaction that changes what the user may do, or a session of theirs. */
    void changed(String clerkId) {
        remembered.changed(clerkId);
    }

    /** On this node: nothing that decides anything has changed. */
    void forget(String clerkId) {
        remembered.forget(clerkId);
    }

    @Override
    public String channel() {
        return CHANNEL;
    }

    @Override
    public void heard(String clerkId) {
        remembered.heard(clerkId);
    }

    @Override
    public void missed() {
        remembered.missed();
    }

    private Optional<Authority> read(String clerkId, String sessionId) {
        var now = clock.instant();
        return jdbc.sql("""
                        select u.id, u.clerk_id, u.role, u.status, u.authz_changed_at, s.id as session_id,
                               s.user_id = u.id as own, s.status as session_status, s.end_reason,
                               coalesce(s.started_at, s.created_at) as started_at,
                               greatest(s.created_at, s.last_active_at, s.last_seen_at) as last_used_at,
                               s.last_seen_at, s.impersonator,
                               (select count(*) from user_sessions o
                                where o.user_id = u.id and o.status = 'active' and o.id <> s.id
                                  and (coalesce(o.started_at, o.created_at), o.id)
                                      > (coalesce(s.started_at, s.created_at), s.id)
                                  and greatest(o.created_at, o.last_active_at, o.last_seen_at) >= :oldestUse
                                  and coalesce(o.started_at, o.created_at)
                                      >= case u.role when 'admin' then :oldestAdmins
                                                     when 'premium' then :oldestPremium else :oldestFree end) as newer
                        from users u left join user_sessions s on s.clerk_session_id = :sessionId
                        where u.clerk_id = :clerkId
                        """)
                .param("clerkId", clerkId)
                .param("sessionId", sessionId)
                .param("oldestUse", at(limits.oldestUse(now)))
                .param("oldestAdmins", at(limits.oldestStart(Role.ADMIN, now)))
                .param("oldestPremium", at(limits.oldestStart(Role.PREMIUM, now)))
                .param("oldestFree", at(limits.oldestStart(Role.FREE, now)))
                .query((row, _) -> authority(row))
                .optional();
    }

    private static Authority authority(ResultSet row) throws SQLException {
        return new Authority(
                new UserId(row.getObject("id", UUID.class)),
                row.getString("clerk_id"),
                Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
                UserStatus.of(row.getString("status")),
                requiredInstant(row, "authz_changed_at"),
                session(row));
    }

    private static Authority.@Nullable Session session(ResultSet row) throws SQLException {
        UUID id = row.getObject("session_id", UUID.class);
        if (id == null) {
            return null;
        }
        String endReason = row.getString("end_reason");
        return new Authority.Session(
                id,
                row.getBoolean("own"),
                SessionStatus.of(row.getString("session_status")),
                endReason == null ? null : SessionEnd.of(endReason),
                requiredInstant(row, "started_at"),
                requiredInstant(row, "last_used_at"),
                instant(row, "last_seen_at"),
                row.getString("impersonator"),
                row.getInt("newer"));
    }
}
