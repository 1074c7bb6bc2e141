package dev.keelson.billing;

import dev.keelson.billing.UnmatchedCustomers.Unmatched;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import dev.keelson.shared.UserId;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Customers that are nobody's, for administrators. */
@RestController
@RequestMapping("/api/v1/admin/billing/unmatched-customers")
class UnmatchedCustomersController {
    private final UnmatchedCustomers unmatched;

    UnmatchedCustomersController(UnmatchedCustomers unmatched) {
        this.unmatched = unmatched;
    }

    /** @param userId whose it is */
    record LinkRequest(@NotNull UserId userId) {}

    @Operation(
            summary = "List the customers of whom it is not known whose they are",
            description = "With the users who have verified the customer's e-mail address, which alone proves nothing.")
    @GetMapping
    Page<Unmatched> list(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return unmatched.page(Cursor.decode(cursor), limit);
    }

    @Operation(
            summary = "Give a customer to a user",
            description = "With its subscriptions, invoices and payments. Needs a fresh proof of who you are.")
    @PostMapping("/{id}/link")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void link(
            @AuthenticationPrincipal CurrentUser administrator,
            @PathVariable UUID id,
            @RequestBody @Valid LinkRequest request) {
        unmatched.link(id, request.userId(), administrator.id());
    }
}
