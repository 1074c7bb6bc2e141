package dev.keelson.operations;

import dev.keelson.audit.AuditSearch;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The audit log, for administrators. */
@RestController
@RequestMapping("/api/v1/admin/audit")
class AuditController {
    private final AuditSearch audit;

    AuditController(AuditSearch audit) {
        this.audit = audit;
    }

    /** All conditions together; {@code from} is included, {@code to} is not. */
    @GetMapping
    Page<AuditSearch.Entry> search(
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
        return audit.find(new AuditSearch.Filter(actor, action, subject, from, to), Cursor.decode(cursor), limit);
    }
}
