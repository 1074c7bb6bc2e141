package dev.keelson.billing;

import dev.keelson.billing.Customers.Customer;
import dev.keelson.shared.CurrentUser;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/billing/customer")
class CustomerController {
    private final Customers customers;
    private final EnsureCustomer ensureCustomer;

    CustomerController(Customers customers, EnsureCustomer ensureCustomer) {
        this.customers = customers;
        this.ensureCustomer = ensureCustomer;
    }

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
}
