package dev.keelson.billing;

import dev.keelson.billing.Disputes.Dispute;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class DisputeController {
    private final Disputes disputes;

    DisputeController(Disputes disputes) {
        this.disputes = disputes;
    }

    @GetMapping("/api/v1/admin/billing/disputes")
    Page<Dispute> list(
            @RequestParam(required = false) @Nullable @Size(max = 50) String status,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return disputes.page(status, Cursor.decode(cursor), limit);
    }
}
