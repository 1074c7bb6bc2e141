package dev.keelson.auth;

import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Page;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Where the caller is signed in. */
@RestController
@RequestMapping("/api/v1/me/sessions")
class SessionsController {
    private final RevokeSessions sessions;

    SessionsController(RevokeSessions sessions) {
        this.sessions = sessions;
    }

    /** @param current whether it is the one that asks */
    record SessionView(
            UUID id,
            boolean current,
            @Nullable String device,
            @Nullable String browser,
            @Nullable String ip,
            @Nullable String city,
            @Nullable String country,
            @Nullable Instant lastActiveAt,
            @Nullable Instant expiresAt,
            Instant createdAt) {

        static SessionView from(Sessions.Session session, CurrentUser user) {
            return new SessionView(
                    session.id(),
                    session.clerkSessionId().equals(user.sessionId()),
                    session.device(),
                    session.browser(),
                    session.ip(),
                    session.city(),
                    session.country(),
                    session.lastActiveAt(),
                    session.expiresAt(),
                    session.createdAt());
        }
    }

    /** All at once: a user has a handful. */
    @GetMapping
    Page<SessionView> list(@AuthenticationPrincipal CurrentUser user) {
        var views = sessions.active(user).stream()
                .map(session -> SessionView.from(session, user))
                .toList();
        return new Page<>(views, null);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id) {
        sessions.revoke(user, id);
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revokeOthers(@AuthenticationPrincipal CurrentUser user) {
        sessions.revokeOthers(user);
    }
}
