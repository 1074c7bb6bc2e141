package dev.keelson.social.analytics;

import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.CurrentUser;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.schedule.LocalTimes;
import dev.keelson.social.schedule.Planner;
import io.swagger.v3.oas.annotations.Operation;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.DateTimeFormat.ISO;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** How the user's posts and accounts do. */
@RestController
@RequestMapping("/api/v1/social")
class AnalyticsController {
    private static final int USUAL_DAYS = 30;
    private static final int MOST_DAYS = 366;

    private final MakeReport report;
    private final ReadPostAnalytics read;
    private final RefreshPostAnalytics refresh;
    private final FindBestTimes bestTimes;
    private final Planner planner;
    private final InstantSource clock;

    AnalyticsController(
            MakeReport report,
            ReadPostAnalytics read,
            RefreshPostAnalytics refresh,
            FindBestTimes bestTimes,
            Planner planner,
            InstantSource clock) {
        this.report = report;
        this.read = read;
        this.refresh = refresh;
        this.bestTimes = bestTimes;
        this.planner = planner;
        this.clock = clock;
    }

    @Operation(
            summary = "Sums and series of the posts published on some days",
            description =
                    "Both days are included; without them it is the last 30 days. A sum says of how many posts it is the sum ('known')"
                            + " and why the others are missing; a number that nobody told is null and never 0. What each network means by"
                            + " each number stands in docs/analytics.md.")
    @GetMapping("/analytics")
    AnalyticsReport report(
            @AuthenticationPrincipal CurrentUser user,
            @RequestParam(required = false) @DateTimeFormat(iso = ISO.DATE) @Nullable LocalDate from,
            @RequestParam(required = false) @DateTimeFormat(iso = ISO.DATE) @Nullable LocalDate to,
            @RequestParam(required = false) @Nullable List<String> platforms,
            @RequestParam(required = false) @Nullable String timeZone) {
        return report.of(user.id(), period(from, to, planner.zoneOf(user.id(), timeZone)), platforms(platforms));
    }

    @GetMapping("/posts/{id}/analytics")
    PostAnalytics post(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id) {
        return read.of(user.id(), id);
    }

    @Operation(
            summary = "Asks the networks for a post's numbers now",
            description =
                    "What was answered within the last 15 minutes is not asked again: 'refreshableAt' says when it will be.")
    @PostMapping("/posts/{id}/analytics/refresh")
    PostAnalytics refresh(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id) {
        return refresh.run(user.id(), id);
    }

    @Operation(
            summary = "When own posts did best",
            description =
                    "By weekday and hour of the user's zone, with how sure it is. Nothing is guessed from too few posts.")
    @GetMapping("/best-times")
    BestTimes bestTimes(
            @AuthenticationPrincipal CurrentUser user,
            @RequestParam(required = false) @Nullable List<String> platforms,
            @RequestParam(required = false) @Nullable String timeZone) {
        return bestTimes.of(user.id(), planner.zoneOf(user.id(), timeZone), platforms(platforms));
    }

    private Period period(@Nullable LocalDate from, @Nullable LocalDate to, ZoneId zone) {
        if (from != null) {
            LocalTimes.requireNear("from", from);
        }
        if (to != null) {
            LocalTimes.requireNear("to", to);
        }
        LocalDate last = to == null ? LocalDate.ofInstant(clock.instant(), zone) : to;
        LocalDate first = from == null ? last.minusDays(USUAL_DAYS - 1L) : from;
        if (first.isAfter(last)) {
            throw CommonProblem.MALFORMED_REQUEST.because("'from' must not be after 'to'.");
        }
        if (first.isBefore(last.minusDays(MOST_DAYS - 1L))) {
            throw CommonProblem.MALFORMED_REQUEST.because("Ask for %d days at most.".formatted(MOST_DAYS));
        }
        return new Period(first, last, zone);
    }

    private static Set<Platform> platforms(@Nullable List<String> names) {
        if (names == null || names.isEmpty()) {
            return EnumSet.allOf(Platform.class);
        }
        var platforms = EnumSet.noneOf(Platform.class);
        names.forEach(name -> platforms.add(Platform.named("platforms", name)));
        return platforms;
    }
}
