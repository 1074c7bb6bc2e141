package dev.keelson.sandbox.clerk;

import dev.keelson.sandbox.server.SandboxIds;
import dev.keelson.sandbox.server.SandboxStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Sessions, and what becomes of them. */
@Component
class Sessions {
    static final String ACTIVE = "active";

    /** When the first factor was verified, ms since the epoch; the store's own field, not Clerk's. */
    static final String VERIFIED_AT = "sandbox_verified_at";

    private static final String KIND = "clerk.session";
    private static final Duration MAXIMUM_LIFETIME = Duration.ofDays(7);
    private static final Duration ABANDONED_AFTER = Duration.ofDays(30);

    private final SandboxStore store;
    private final ClerkEvents events;
    private final Clock clock;

    Sessions(SandboxStore store, ClerkEvents events, Clock clock) {
        this.store = store;
        this.events = events;
        this.clock = clock;
    }

    /** How a session is brought to its end, and the event that tells. */
    enum End {
        ENDED,
        REMOVED,
        REVOKED;

        private String status() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param actor who acts in the user's place, such as somebody of the support; null where it is the user */
    ObjectNode start(ObjectNode user, @Nullable String actor) {
        long now = clock.millis();
        var session = JsonMapper.shared().createObjectNode();
        session.put("object", "session")
                .put("id", SandboxIds.next("sess_"))
                .put("user_id", user.get("id").stringValue())
                .put("client_id", SandboxIds.next("client_"))
                .put("status", ACTIVE)
                .put("last_active_organization_id", (String) null)
                .put("last_active_at", now)
                .put("expire_at", now + MAXIMUM_LIFETIME.toMillis())
                .put("abandon_at", now + ABANDONED_AFTER.toMillis())
                .put("created_at", now)
                .put("updated_at", now)
                .put(VERIFIED_AT, now);
        if (actor == null) {
            session.putNull("actor");
        } else {
            session.putObject("actor").put("sub", actor);
        }
        session.set("latest_activity", activity());
        keep(session);
        var data = answer(session);
        data.set("user", user);
        events.send("session.created", data);
        return session;
    }

    /** As the store has it; {@link #answer} makes it Clerk's. A session whose time is up is expired. */
    ObjectNode get(String id) {
        return store.find(KIND, id).map(this::expireIfOver).orElseThrow(() -> ClerkError.notFound(id));
    }

    /** Newest first. */
    List<ObjectNode> of(String userId) {
        return store.list(KIND).reversed().stream()
                .filter(session -> session.get("user_id").stringValue().equals(userId))
                .map(this::expireIfOver)
                .toList();
    }

    /** Ends an active session; one that has ended already stays as it is. */
    ObjectNode end(String id, End how) {
        return store.atomically(() -> {
            var session = get(id);
            if (isActive(session)) {
                session.put("status", how.status());
                touch(session);
                events.send("session." + how.status(), answer(session));
            }
            return session;
        });
    }

    void revokeAllOf(String userId) {
        of(userId).forEach(session -> end(session.get("id").stringValue(), End.REVOKED));
    }

    void deleteAllOf(String userId) {
        of(userId).forEach(session -> store.delete(KIND, session.get("id").stringValue()));
    }

    /** The person has just proved again who they are. */
    ObjectNode reverified(String id) {
        return store.atomically(() -> {
            var session = active(id);
            session.put(VERIFIED_AT, clock.millis());
            touch(session);
            return session;
        });
    }

    /** For a new token: the session is in use. */
    ObjectNode used(String id) {
        return store.atomically(() -> {
            var session = active(id);
            session.put("last_active_at", clock.millis());
            keep(session);
            return session;
        });
    }

    /** The session without what only the store knows. */
    ObjectNode answer(ObjectNode session) {
        var answer = session.deepCopy();
        answer.remove(VERIFIED_AT);
        return answer;
    }

    static boolean isActive(ObjectNode session) {
        return session.get("status").stringValue().equals(ACTIVE);
    }

    private ObjectNode active(String id) {
        var session = get(id);
        if (!isActive(session)) {
            throw ClerkError.unauthorized(
                    "authentication_invalid",
                    "The session is " + session.get("status").stringValue() + ".");
        }
        return session;
    }

    /** No event tells of this one. */
    private ObjectNode expireIfOver(ObjectNode session) {
        if (isActive(session) && session.get("expire_at").longValue() <= clock.millis()) {
            session.put("status", "expired");
            session.set("updated_at", session.get("expire_at"));
        }
        return session;
    }

    private void touch(ObjectNode session) {
        session.put(
                "updated_at", Math.max(clock.millis(), session.get("updated_at").longValue() + 1));
        keep(session);
    }

    private void keep(ObjectNode session) {
        store.put(KIND, session.get("id").stringValue(), session);
    }

    private static ObjectNode activity() {
        var visitor = Visitor.current();
        return JsonMapper.shared()
                .createObjectNode()
                .put("object", "session_activity")
                .put("id", SandboxIds.next("sess_activity_"))
                .put("device_type", visitor.device())
                .put("is_mobile", visitor.isMobile())
                .put("browser_name", visitor.browser())
                .put("browser_version", visitor.browserVersion())
                .put("ip_address", visitor.ip());
    }
}
