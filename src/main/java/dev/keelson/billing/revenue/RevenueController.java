package dev.keelson.billing.revenue;

import dev.keelson.billing.revenue.RevenueReport.Interval;
import dev.keelson.shared.CommonProblem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Revenue's figures, for administrators. */
@RestController
class RevenueController {
    private static final int USUAL_DAYS = 31;
    private static final int MOST_DAYS = 1_100;

    private final RevenueQuery query;
    private final RevenueStore store;
    private final Clock clock;

    RevenueController(RevenueQuery query, RevenueStore store, Clock clock) {
        this.query = query;
        this.store = store;
        this.clock = clock;
    }

    @Operation(
            summary = "Monthly recurring revenue and its movements",
            description =
                    "By currency and day or month, UTC; both days are included, without them it is the last 31 days. Amounts are in"
                            + " minor units; movements add up to the difference of two MRRs. Metered and tiered prices are not counted, see"
                            + " 'notCounted'. What counts how stands in docs/billing-metrics.md.")
    @GetMapping("/api/v1/admin/billing/metrics")
    RevenueReport metrics(
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate from,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate to,
            @RequestParam(required = false) @Pattern(regexp = "[A-Za-z]{3}") @Nullable String currency,
            @RequestParam(defaultValue = "day")
                    @Schema(allowableValues = {"day", "month"})
                    @Pattern(regexp = "day|month")
                    String interval) {
        LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
        LocalDate last = to == null || to.isAfter(today) ? today : to;
        LocalDate first = from == null ? last.minusDays(USUAL_DAYS - 1L) : from;
        if (first.isAfter(last)) {
            throw CommonProblem.MALFORMED_REQUEST.because("'from' must not be after 'to', nor after today.");
        }
        if (first.isBefore(last.minusDays(MOST_DAYS - 1L))) {
            throw CommonProblem.MALFORMED_REQUEST.because("Ask for %d days at most.".formatted(MOST_DAYS));
        }
        var pending = store.marked();
        var changes = query.changes(first, last, currency == null ? null : currency.toLowerCase(Locale.ROOT));
        return new RevenueReport(
                first,
                last,
                interval,
                clock.instant(),
                pending,
                RevenueReport.currencies(first, last, Interval.valueOf(interval.toUpperCase(Locale.ROOT)), changes));
    }
}
