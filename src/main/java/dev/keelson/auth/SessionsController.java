package dev.keelson.auth;

import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where the caller is signed in. */
@RestController
@RequestMapping("/api/v1/me/sessions")
class SessionsController {
    private final RevokeSessions sessions;

    SessionsController(RevokeSessions sessions) {
        this.sessions = sessions;
    }

    /**
     * One session.
     *
     * @param current whether it is the one that asks
     * @param userAgent what the client calls itself, where it has been used here
     * @param impersonated whether somebody else, such as the support, acts in the user's place in it
     * @param createdAt when it began
     */
    record SessionView(
            UUID id,
            boolean current,
            boolean impersonated,
            @Nullable String device,
            @Nullable String browser,
            @Nullable String userAgent,
            @Nullable String ip,
            @Nullable String city,
            @Nullable String country,
            Instant lastActiveAt,
            @Nullable Instant expiresAt,
            Instant createdAt) {

        static SessionView from(Sessions.Session session, CurrentUser user) {
            return new SessionView(
                    session.id(),
                    session.clerkSessionId().equals(user.sessionId()),
                    session.impersonator() != null,
                    session.device(),
                    session.browser(),
                    session.userAgent(),
                    session.ip(),
                    session.city(),
                    session.country(),
                    session.lastUsedAt(),
                    session.expiresAt(),
                    session.startedAt());
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

    @Operation(
            summary = "End a session",
            description = "Its tokens are refused at once. 202 where Clerk cannot be asked now: it ends there soon.")
    @ApiResponse(responseCode = "204", description = "Ended, at Clerk too")
    @ApiResponse(responseCode = "202", description = "Ended here, and soon at Clerk")
    @DeleteMapping("/{id}")
    ResponseEntity<Void> revoke(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id) {
        return answer(sessions.revoke(user, id));
    }

    @Operation(
            summary = "End all other sessions",
            description = "Their tokens are refused at once. 202 where Clerk cannot be asked now: they end there soon.")
    @ApiResponse(responseCode = "204", description = "Ended, at Clerk too")
    @ApiResponse(responseCode = "202", description = "Ended here, and soon at Clerk")
    @DeleteMapping
    ResponseEntity<Void> revokeOthers(@AuthenticationPrincipal CurrentUser user) {
        return answer(sessions.revokeOthers(user));
    }

    private static ResponseEntity<Void> answer(boolean everywhere) {
        return ResponseEntity.status(everywhere ? HttpStatus.NO_CONTENT : HttpStatus.ACCEPTED)
                .build();
    }
}
