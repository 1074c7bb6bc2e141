package dev.keelson.auth;

import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import dev.keelson.shared.UserId;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Erasures on somebody's behalf, and how far all of them have come. */
@RestController
@RequestMapping("/api/v1/admin")
class AdminErasuresController {
    private final EraseUser eraseUser;
    private final Erasures erasures;

    AdminErasuresController(EraseUser eraseUser, Erasures erasures) {
        this.eraseUser = eraseUser;
        this.erasures = erasures;
    }

    /**
     * @param status running; watching when all steps are done and are only repeated for what the vendors still send; completed
     * @param requestedBy the user or an administrator; null where Clerk told
     * @param steps null in a list
     */
    record ErasureView(
            UUID id,
            UserId userId,
            String status,
            @Nullable UUID requestedBy,
            Instant requestedAt,
            @Nullable Instant erasedAt,
            @Nullable Instant completedAt,
            @Nullable List<StepView> steps) {

        static ErasureView of(Erasures.Entry entry, @Nullable List<StepView> steps) {
            return new ErasureView(
                    entry.id(),
                    entry.user(),
                    entry.status().name().toLowerCase(Locale.ROOT),
                    entry.requestedBy(),
                    entry.requestedAt(),
                    entry.erasedAt(),
                    entry.completedAt(),
                    steps);
        }
    }

    /**
     * @param pass 0 for the first time
     * @param status {@code done}, {@code running} or {@code failing}
     * @param lastError what kind of failure; null where the step has not failed, or is done
     */
    record StepView(
            int pass,
            String step,
            String status,
            int attempts,
            @Nullable String lastError,
            @Nullable Instant finishedAt) {

        static StepView from(Erasures.StepState state) {
            String unfinished = state.lastError() == null ? "running" : "failing";
            return new StepView(
                    state.pass(),
                    state.step(),
                    state.finishedAt() == null ? unfinished : "done",
                    state.attempts(),
                    state.lastError(),
                    state.finishedAt());
        }
    }

    @Operation(
            summary = "Erase a user on their behalf",
            description = "Cannot be taken back. Again for the same user answers with the same erasure.")
    @PostMapping("/users/{id}/erase")
    ResponseEntity<ErasureView> erase(@AuthenticationPrincipal CurrentUser admin, @PathVariable UserId id) {
        if (id.equals(admin.id())) {
            throw AuthProblem.OWN_ACCOUNT.because("This is your own account.");
        }
        UUID erasure = eraseUser.erase(id, admin.id());
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/admin/erasures/" + erasure))
                .body(get(erasure));
    }

    @GetMapping("/erasures")
    Page<ErasureView> list(
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return erasures.page(status(status), Cursor.decode(cursor), limit).map(entry -> ErasureView.of(entry, null));
    }

    @GetMapping("/erasures/{id}")
    ErasureView get(@PathVariable UUID id) {
        return erasures.find(id)
                .map(entry -> ErasureView.of(
                        entry, erasures.steps(id).stream().map(StepView::from).toList()))
                .orElseThrow(() -> CommonProblem.NOT_FOUND.because("There is no such erasure."));
    }

    private static Erasures.@Nullable Status status(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return Erasures.Status.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw CommonProblem.MALFORMED_REQUEST.because("'status' has no value '%s'.".formatted(text));
        }
    }
}
