package dev.keelson.auth;

import dev.keelson.audit.AuditLog;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Page;
import dev.keelson.shared.Role;
import dev.keelson.shared.UserId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Users, for administrators. */
@RestController
@RequestMapping("/api/v1/admin/users")
class AdminUsersController {
    private final UserSearch search;
    private final Users users;
    private final SuspendUser suspendUser;
    private final ResyncUser resyncUser;
    private final ChangeRole changeRole;
    private final AuditLog audit;

    AdminUsersController(
            UserSearch search,
            Users users,
            SuspendUser suspendUser,
            ResyncUser resyncUser,
            ChangeRole changeRole,
            AuditLog audit) {
        this.search = search;
        this.users = users;
        this.suspendUser = suspendUser;
        this.resyncUser = resyncUser;
        this.changeRole = changeRole;
        this.audit = audit;
    }

    /**
     * What an administrator may change of a user.
     *
     * @param role {@code admin} makes the user an administrator, {@code by_plan} an ordinary user again, whose role follows the
     *     plan
     */
    record UserChange(
            @NotNull @Pattern(regexp = "admin|by_plan", message = "must be admin or by_plan")
            String role) {}

    record UserView(
            UserId id,
            String clerkId,
            @Nullable String email,
            boolean emailVerified,
            @Nullable String firstName,
            @Nullable String lastName,
            @Nullable String username,
            String role,
            String status,
            String plan,
            @Nullable Instant lastSignInAt,
            Instant createdAt,
            @Nullable Instant deletedAt) {

        static UserView from(User user) {
            var mirror = user.mirror();
            return new UserView(
                    user.id(),
                    user.clerkId(),
                    mirror.email(),
                    mirror.emailVerifiedAt() != null,
                    mirror.firstName(),
                    mirror.lastName(),
                    mirror.username(),
                    user.role().name().toLowerCase(Locale.ROOT),
                    user.status().id(),
                    user.plan(),
                    mirror.lastSignInAt(),
                    user.createdAt(),
                    user.deletedAt());
        }
    }

    @GetMapping
    Page<UserView> list(
            @AuthenticationPrincipal CurrentUser admin,
            @RequestParam(required = false) @Nullable String role,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Size(max = 100) @Nullable String text,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        var filter =
                new UserSearch.Filter(oneOf(Role.class, "role", role), oneOf(UserStatus.class, "status", status), text);
        var page = search.find(filter, cursor, limit).map(UserView::from);
        // Never what was typed in: it is somebody's name or address.
        audit.record(
                admin.id(),
                "users.searched",
                "users",
                Map.of(
                        "byText",
                        text != null && !text.isBlank(),
                        "shown",
                        page.items().size()));
        return page;
    }

    @GetMapping("/{id}")
    UserView get(@AuthenticationPrincipal CurrentUser admin, @PathVariable UserId id) {
        var view = view(id);
        audit.record(admin.id(), "user.read", id.toString(), Map.of());
        return view;
    }

    @Operation(
            summary = "Make a user an administrator, or an ordinary user again",
            description = "Needs a fresh proof of who you are. In force at once, on all nodes.")
    @PatchMapping("/{id}")
    UserView change(
            @AuthenticationPrincipal CurrentUser admin,
            @PathVariable UserId id,
            @RequestBody @Valid UserChange change) {
        changeRole.change(id, change.role().equals("admin"), admin);
        return view(id);
    }

    @Operation(
            summary = "Suspend a user",
            description = "In force at once. 202 where Clerk cannot be asked now: the ban there follows by itself.")
    @ApiResponse(responseCode = "200", description = "Suspended, at Clerk too")
    @ApiResponse(responseCode = "202", description = "Suspended here, and soon at Clerk")
    @PostMapping("/{id}/suspend")
    ResponseEntity<UserView> suspend(@AuthenticationPrincipal CurrentUser admin, @PathVariable UserId id) {
        boolean everywhere = suspendUser.suspend(id, admin);
        return ResponseEntity.status(everywhere ? HttpStatus.OK : HttpStatus.ACCEPTED)
                .body(view(id));
    }

    @PostMapping("/{id}/reinstate")
    UserView reinstate(@AuthenticationPrincipal CurrentUser admin, @PathVariable UserId id) {
        suspendUser.reinstate(id, admin);
        return view(id);
    }

    @PostMapping("/{id}/resync")
    UserView resync(@AuthenticationPrincipal CurrentUser admin, @PathVariable UserId id) {
        resyncUser.now(user(id).clerkId(), admin.id());
        audit.record(admin.id(), "user.resynced", id.toString(), Map.of());
        return view(id);
    }

    private UserView view(UserId id) {
        return UserView.from(user(id));
    }

    private User user(UserId id) {
        return users.find(id).orElseThrow(() -> CommonProblem.NOT_FOUND.because("There is no such user."));
    }

    private static <E extends Enum<E>> @Nullable E oneOf(Class<E> type, String parameter, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        try {
            return Enum.valueOf(type, value.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw CommonProblem.MALFORMED_REQUEST.because("'%s' has no value '%s'.".formatted(parameter, value));
        }
    }
}
