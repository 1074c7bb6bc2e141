package dev.keelson.operations;

import dev.keelson.audit.AuditLog;
import dev.keelson.audit.AuditSearch;
import dev.keelson.audit.AuditVerification;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The audit log, for administrators. That somebody looked is an entry, too. */
@RestController
@RequestMapping("/api/v1/admin/audit")
class AuditController {
    private static final String SUBJECT = "audit_log";
    private static final int USUAL_DAYS = 31;
    private static final int MOST_DAYS = 366;

    private final AuditSearch search;
    private final AuditVerification verification;
    private final AuditLog audit;
    private final Clock clock;

    AuditController(AuditSearch search, AuditVerification verification, AuditLog audit, Clock clock) {
        this.search = search;
        this.verification = verification;
        this.audit = audit;
        this.clock = clock;
    }

    /** All conditions together; {@code from} is included, {@code to} is not. */
    @GetMapping
    Page<AuditSearch.Entry> search(
            @AuthenticationPrincipal CurrentUser admin,
            @RequestParam(required = false) @Nullable UUID actor,
            @RequestParam(required = false) @Size(max = 100) @Nullable String action,
            @RequestParam(required = false) @Size(max = 200) @Nullable String subject,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        if (from != null && to != null && !from.isBefore(to)) {
            throw CommonProblem.MALFORMED_REQUEST.because("'from' has to be before 'to'.");
        }
        var filter = new AuditSearch.Filter(actor, action, subject, from, to);
        var page = search.find(filter, Cursor.decode(cursor), limit);
        audit.record(admin.id(), "audit.read", SUBJECT, Map.of("conditions", conditions(filter)));
        return page;
    }

    @Operation(
            summary = "Verify that the audit log is as it was written",
            description =
                    "Computes the chain of hashes of each day (UTC, of sealing) anew. Both days are included; without them it is the"
                            + " last 31 days.")
    @GetMapping("/verify")
    AuditVerification.Report verify(
            @AuthenticationPrincipal CurrentUser admin,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate from,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate to) {
        LocalDate last = to == null ? LocalDate.now(clock.withZone(ZoneOffset.UTC)) : to;
        LocalDate first = from == null ? last.minusDays(USUAL_DAYS - 1L) : from;
        if (first.isAfter(last)) {
            throw CommonProblem.MALFORMED_REQUEST.because("'from' must not be after 'to'.");
        }
        if (first.isBefore(last.minusDays(MOST_DAYS - 1L))) {
            throw CommonProblem.MALFORMED_REQUEST.because("Ask for %d days at most.".formatted(MOST_DAYS));
        }
        var report = verification.verify(first, last);
        audit.record(
                admin.id(),
                "audit.verified",
                SUBJECT,
                Map.of("from", first.toString(), "to", last.toString(), "intact", report.intact()));
        return report;
    }

    /** Their names alone: what was typed in may be anything. */
    private static List<String> conditions(AuditSearch.Filter filter) {
        List<String> names = new ArrayList<>();
        if (filter.actor() != null) {
            names.add("actor");
        }
        if (filter.actionPrefix() != null) {
            names.add("action");
        }
        if (filter.subject() != null) {
            names.add("subject");
        }
        if (filter.from() != null || filter.to() != null) {
            names.add("time");
        }
        return names;
    }
}
