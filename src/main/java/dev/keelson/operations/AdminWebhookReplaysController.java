package dev.keelson.operations;

import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.ProblemException;
import dev.keelson.webhooks.WebhookReplays;
import dev.keelson.webhooks.WebhookSearch;
import dev.keelson.webhooks.WebhookState;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Replays of many webhook events, for administrators. */
@RestController
@RequestMapping("/api/v1/admin/webhooks/replays")
class AdminWebhookReplaysController {
    private final WebhookReplays replays;

    AdminWebhookReplaysController(WebhookReplays replays) {
        this.replays = replays;
    }

    /**
     * @param dryRun counts and changes nothing; so it is unless it says otherwise
     * @param expectedCount what a dry run has counted
     */
    record ReplayRequest(
            @NotNull @Valid ReplayFilter filter,
            @Nullable Boolean dryRun,
            @Min(0) @Nullable Integer expectedCount) {
        boolean isDryRun() {
            return dryRun == null || dryRun;
        }
    }

    record ReplayFilter(
            @Pattern(regexp = InboxFilter.PROVIDER, message = InboxFilter.PROVIDER_RULE) @Nullable
            String provider,

            @Size(max = 200) @Pattern(regexp = InboxFilter.TYPE, message = InboxFilter.TYPE_RULE) @Nullable
            String type,

            @Pattern(regexp = InboxFilter.STATE, message = InboxFilter.STATE_RULE) @Nullable
            String state,

            @Nullable Instant from,
            @Nullable Instant to) {

        WebhookReplays.Filter checked() {
            InboxFilter.checkTimes("filter.", from, to);
            WebhookState wanted = InboxFilter.state(state);
            if (wanted != null && wanted.waits()) {
                throw ProblemException.notValid("filter.state", "must be one that does not wait anyway");
            }
            if (wanted != WebhookState.DEAD) {
                if (from == null) {
                    throw ProblemException.notValid("filter.from", "is needed unless 'state' is dead");
                }
                if (to == null) {
                    throw ProblemException.notValid("filter.to", "is needed unless 'state' is dead");
                }
            }
            return new WebhookReplays.Filter(InboxFilter.provider(provider), InboxFilter.type(type), wanted, from, to);
        }
    }

    /**
     * @param count how many events the filter finds
     * @param sample the first of them, in a dry run
     * @param id the subject of the replay's audit entry; null in a dry run, as all that follows
     * @param replayed how many were put back to work
     * @param skipped how many others had put back meanwhile
     * @param lastDueAt when the last of them is due: some become due each second, so that new events get through
     */
    record ReplayAnswer(
            boolean dryRun,
            int count,
            List<WebhookSearch.EventEntry> sample,
            @Nullable UUID id,
            @Nullable Integer replayed,
            @Nullable Integer skipped,
            @Nullable Instant lastDueAt) {

        static ReplayAnswer from(WebhookReplays.Preview preview) {
            return new ReplayAnswer(true, preview.count(), preview.sample(), null, null, null, null);
        }

        static ReplayAnswer from(WebhookReplays.Started started) {
            return new ReplayAnswer(
                    false,
                    started.replayed() + started.skipped(),
                    List.of(),
                    started.id(),
                    started.replayed(),
                    started.skipped(),
                    started.lastDueAt());
        }
    }

    @Operation(
            summary = "Have many events handled again",
            description =
                    "A dry run unless 'dryRun' is false: it counts, and shows some. The real run needs what the dry run"
                            + " counted as 'expectedCount', and answers 409 with the new count where that has changed. 'from' and"
                            + " 'to' are needed unless 'state' is dead. What waits already is left alone, and what was discarded too,"
                            + " unless 'state' says so.")
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<ReplayAnswer> replay(
            @AuthenticationPrincipal CurrentUser admin, @Valid @RequestBody ReplayRequest request) {
        var filter = request.filter().checked();
        if (request.isDryRun()) {
            return ResponseEntity.ok(ReplayAnswer.from(replays.preview(filter)));
        }
        if (request.expectedCount() == null) {
            throw ProblemException.notValid("expectedCount", "is needed: what a dry run has counted");
        }
        return ResponseEntity.status(HttpStatus.ACCEPTED)
                .body(ReplayAnswer.from(replays.start(filter, request.expectedCount(), admin.id())));
    }
}
