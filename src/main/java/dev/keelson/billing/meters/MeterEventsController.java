package dev.keelson.billing.meters;

import dev.keelson.billing.meters.MeterLists.Event;
import dev.keelson.billing.meters.MeterLists.Report;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Usage on its way to Stripe's meters, for administrators. */
@RestController
@RequestMapping("/api/v1/admin/billing")
class MeterEventsController {
    private final MeterLists lists;

    MeterEventsController(MeterLists lists) {
        this.lists = lists;
    }

    @Operation(
            summary = "Usage reported to Stripe's meters, the newest first",
            description =
                    "'rejected' was refused by Stripe or cannot be right, 'expired' is older than the 35 days that Stripe takes,"
                            + " 'unknown' may have been counted or not. What to do about each stands in docs/meters.md.")
    @GetMapping("/meter-events")
    Page<Event> events(
            @RequestParam(required = false)
                    @Schema(allowableValues = {"pending", "sent", "rejected", "expired", "unknown"})
                    @Pattern(regexp = "pending|sent|rejected|expired|unknown")
                    @Nullable
                    String state,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return lists.events(state, Cursor.decode(cursor), limit);
    }

    @Operation(
            summary = "What Stripe refused of the usage that it had taken, the newest first",
            description = "By code. Which usage it was, Stripe says of samples alone: those are 'rejected' above.")
    @GetMapping("/meter-error-reports")
    Page<Report> reports(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return lists.reports(Cursor.decode(cursor), limit);
    }
}
