package dev.keelson.operations;

import dev.keelson.webhooks.WebhookStats;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the webhook inbox has done, in numbers, for administrators. */
@RestController
@RequestMapping("/api/v1/admin/webhooks/stats")
class AdminWebhookStatsController {
    private static final Duration DEFAULT_RANGE = Duration.ofHours(24);

    private final WebhookStats stats;
    private final InstantSource clock;

    AdminWebhookStatsController(WebhookStats stats, InstantSource clock) {
        this.stats = stats;
        this.clock = clock;
    }

    @Operation(
            summary = "Count events by provider and type",
            description =
                    "What arrived between 'from' and 'to', by what it came to until now, with the latency from arrival to"
                            + " effect in milliseconds; what waits and what is dead is so now, whenever it arrived. The latest requests"
                            + " that were refused are those of the node that answers. Without 'from' it"
                            + " is the last 24 hours before 'to', without 'to' until now; 7 days at most.")
    @GetMapping
    WebhookStats.InboxReport stats(
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to) {
        InboxFilter.checkTimes("", from, to);
        Instant end = to == null ? clock.instant() : to;
        Instant start = from == null ? end.minus(DEFAULT_RANGE) : from;
        InboxFilter.checkTimes("", start, end);
        return stats.between(start, end);
    }
}
