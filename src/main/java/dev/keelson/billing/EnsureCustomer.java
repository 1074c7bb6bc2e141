package dev.keelson.billing;

import com.stripe.param.CustomerCreateParams;
import dev.keelson.audit.AuditLog;
import dev.keelson.auth.UserDirectory;
import dev.keelson.billing.Customers.Customer;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Makes a user's Stripe customer where there is none: one, however often and from wherever it is asked for. */
@Component
class EnsureCustomer {
    /** Stripe knows an idempotency key for at least 24 hours; what it made in that time its event has told us. */
    private static final Duration KEY_LIFETIME = Duration.ofHours(23);

    private static final int BAD_REQUEST = 400;

    private final Customers customers;
    private final UserDirectory users;
    private final Commands commands;
    private final StripeApiClient stripe;
    private final Mirror mirror;
    private final AuditLog audit;
    private final TransactionTemplate transaction;
    private final InstantSource clock;
    private final JsonMapper json;

    EnsureCustomer(
            Customers customers,
            UserDirectory users,
            Commands commands,
            StripeApiClient stripe,
            Mirror mirror,
            AuditLog audit,
            TransactionTemplate transaction,
            InstantSource clock,
            JsonMapper json) {
        this.customers = customers;
        this.users = users;
        this.commands = commands;
        this.stripe = stripe;
        this.mirror = mirror;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
        this.json = json;
    }

    /** As the user was known when the command was written: a repetition must not differ from the first request. */
    record Request(@Nullable String email, @Nullable String name) {}

    Customer of(UserId user) {
        var existing = customers.find(user);
        return existing.isPresent() ? existing.get() : make(user);
    }

    private Customer make(UserId user) {
        var entry = users.find(user)
                .orElseThrow(() -> CommonProblem.NOT_FOUND.because("This user does not exist any more."));
        var command = commands.claim(
                user, Commands.Kind.CREATE_CUSTOMER, "", new Request(entry.email(), entry.name()), KEY_LIFETIME);
        var request = json.treeToValue(command.request(), Request.class);
        Instant at = clock.instant();
        try {
            var answer = stripe.createCustomer(params(user, request), command.idempotencyKey());
            transaction.executeWithoutResult(_ -> {
                mirror.adopt(MirrorTable.CUSTOMERS, answer, at, 0, customers::write);
                customers.linkWaitingFor(user);
                commands.close(command);
                audit.record(
                        user,
                        "billing_customer.created",
                        user.toString(),
                        Map.of("customer", StripeJson.required(answer, "id")));
            });
        } catch (ApiException.Conflict e) {
            throw Commands.inProgress(e);
        } catch (ApiException.Refused e) {
            if (e.failure().status() == BAD_REQUEST) {
                // Stripe keeps no answer of a request that was not valid, so nothing was made under this key.
                commands.close(command);
            }
            throw e;
        }
        return customers
                .find(user)
                .orElseThrow(() -> CommonProblem.CONFLICT.because("The customer was changed at the same time."));
    }

    private static CustomerCreateParams params(UserId user, Request request) {
        var params = CustomerCreateParams.builder().putMetadata(CustomerObject.USER_ID, user.toString());
        if (request.email() != null) {
            params.setEmail(request.email());
        }
        if (request.name() != null) {
            params.setName(request.name());
        }
        return params.build();
    }
}
