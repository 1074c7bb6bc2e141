package dev.keelson.billing;

import dev.keelson.billing.Invoices.Invoice;
import dev.keelson.billing.UpcomingInvoices.UpcomingInvoice;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class InvoiceController {
    private final Invoices invoices;
    private final UpcomingInvoices upcoming;
    private final InvoicePdfs pdfs;

    InvoiceController(Invoices invoices, UpcomingInvoices upcoming, InvoicePdfs pdfs) {
        this.invoices = invoices;
        this.upcoming = upcoming;
        this.pdfs = pdfs;
    }

    @GetMapping("/api/v1/billing/invoices")
    Page<Invoice> list(
            @AuthenticationPrincipal CurrentUser user,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return invoices.page(user.id(), Cursor.decode(cursor), limit);
    }

    @Operation(
            summary = "Go to an invoice's PDF",
            description = "Stripe's link opens without a password: it is asked for each time and stored nowhere.")
    @GetMapping("/api/v1/billing/invoices/{id}/pdf")
    ResponseEntity<Void> pdf(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(pdfs.link(user.id(), id))
                .cacheControl(CacheControl.noStore())
                .header("Referrer-Policy", "no-referrer")
                .build();
    }

    @Operation(
            summary = "Show what will be charged next for a subscription",
            description =
                    "As Stripe works it out; some minutes old at most, and where Stripe cannot be asked, older and"
                            + " marked 'stale'.")
    @GetMapping("/api/v1/billing/upcoming-invoice")
    UpcomingInvoice upcoming(@AuthenticationPrincipal CurrentUser user, @RequestParam UUID subscriptionId) {
        return upcoming.of(user.id(), subscriptionId);
    }
}
