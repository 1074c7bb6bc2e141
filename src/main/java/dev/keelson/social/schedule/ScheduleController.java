package dev.keelson.social.schedule;

import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Page;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.Timestamps;
import dev.keelson.social.networks.Platform;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** When the user's posts may go out. */
@RestController
@RequestMapping("/api/v1/social/schedule")
class ScheduleController {
    private static final Duration PREVIEW = Duration.ofDays(14);
    private static final Duration LONGEST_PREVIEW = Duration.ofDays(92);

    private final ScheduleStore store;
    private final Planner planner;
    private final InstantSource clock;

    ScheduleController(ScheduleStore store, Planner planner, InstantSource clock) {
        this.store = store;
        this.planner = planner;
        this.clock = clock;
    }

    @GetMapping
    ResponseEntity<ScheduleBody> get(@AuthenticationPrincipal CurrentUser user) {
        return answer(store.of(user.id()));
    }

    @PutMapping
    ResponseEntity<ScheduleBody> put(
            @AuthenticationPrincipal CurrentUser user,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @Valid @RequestBody ScheduleBody body) {
        body.toSchedule();
        return store.replace(user.id(), body, version(ifMatch))
                .map(ScheduleController::answer)
                .orElseThrow(() -> ScheduleProblem.SCHEDULE_CHANGED.because(
                        "It is not what 'If-Match' says any more; nothing was changed."));
    }

    /**
     * Free slots as they are now, each by itself.
     *
     * @param from now where it is left out
     * @param to two weeks later where it is left out; 92 days at most
     * @param platforms for a post on these
     */
    @GetMapping("/free-slots")
    Page<Slot> freeSlots(
            @AuthenticationPrincipal CurrentUser user,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(defaultValue = "") List<String> platforms,
            @RequestParam(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        Instant start = from == null ? clock.instant() : from;
        if (!Timestamps.hold(start)) {
            throw ProblemException.notValid("from", "must lie in the years 1 to 9999");
        }
        Instant end = to == null ? start.plus(PREVIEW) : to;
        if (end.isBefore(start) || end.isAfter(start.plus(LONGEST_PREVIEW))) {
            throw ProblemException.notValid("to", "must be after 'from', and no more than 92 days");
        }
        var networks = platforms.stream()
                .map(name -> Platform.named("platforms", name))
                .toList();
        return new Page<>(planner.freeSlots(user.id(), networks, start, end, limit), null);
    }

    private static ResponseEntity<ScheduleBody> answer(ScheduleStore.Versioned stored) {
        return ResponseEntity.ok()
                .eTag("\"" + stored.version() + "\"")
                .cacheControl(CacheControl.noCache().cachePrivate())
                .body(stored.body());
    }

    /** The version in an {@code If-Match}, null where any will do. */
    private static @Nullable Long version(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return null;
        }
        String version = ifMatch.strip().replaceFirst("^W/", "").replace("\"", "");
        // One that is not ours matches nothing.
        return version.matches("\\d{1,18}") ? Long.valueOf(version) : Long.valueOf(-1);
    }
}
