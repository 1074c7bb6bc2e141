package dev.keelson.billing;

import dev.keelson.billing.Customers.Customer;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/billing/customer")
class CustomerController {
    private final Customers customers;
    private final EnsureCustomer ensureCustomer;
    private final ChangeCustomer changeCustomer;

    CustomerController(Customers customers, EnsureCustomer ensureCustomer, ChangeCustomer changeCustomer) {
        this.customers = customers;
        this.ensureCustomer = ensureCustomer;
        this.changeCustomer = changeCustomer;
    }

    /** What is not said stays as it is. */
    record Change(
            @Nullable @Size(min = 1, max = 256) String name,
            @Nullable @Email @Size(min = 3, max = 512) String email) {}

    @GetMapping
    Customer customer(@AuthenticationPrincipal CurrentUser user) {
        return customers
                .find(user.id())
                .orElseThrow(() -> BillingProblem.NO_CUSTOMER.because("You have not bought anything yet."));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Customer create(@AuthenticationPrincipal CurrentUser user) {
        customers.find(user.id()).ifPresent(existing -> {
            throw BillingProblem.CUSTOMER_EXISTS.because("Its id is " + existing.id() + ".");
        });
        return ensureCustomer.of(user.id());
    }

    @Operation(
            summary = "Change the name on invoices, and where they are sent",
            description = "The account itself stays as it is. Invoices that are finalized keep what they say.")
    @PatchMapping
    Customer change(@AuthenticationPrincipal CurrentUser user, @RequestBody @Valid Change change) {
        if (change.name() == null && change.email() == null) {
            throw ProblemException.notValid("name", "or 'email' must be there");
        }
        return changeCustomer.apply(user.id(), new ChangeCustomer.Change(change.name(), change.email()));
    }
}
