package dev.keelson.billing;

import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.SubscriptionUpdateParams;
import dev.keelson.audit.AuditLog;
import dev.keelson.billing.Commands.Command;
import dev.keelson.billing.RunCommand.Wish;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/**
 * Has everything paid with one payment method from now on. Subscriptions that name another one of their own are told first, the
 * customer last.
 */
@Component
class DefaultPaymentMethod implements Operation {
    private final PaymentMethods methods;
    private final RunCommand run;
    private final Commands commands;
    private final StripeApiClient stripe;
    private final Answers answers;
    private final AuditLog audit;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    DefaultPaymentMethod(
            PaymentMethods methods,
            RunCommand run,
            Commands commands,
            StripeApiClient stripe,
            Answers answers,
            AuditLog audit,
            TransactionTemplate transaction,
            InstantSource clock) {
        this.methods = methods;
        this.run = run;
        this.commands = commands;
        this.stripe = stripe;
        this.answers = answers;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** With Stripe's ids. */
    record Request(String customer, String method) {}

    PaymentMethods.Method choose(UserId user, UUID id) {
        var method = methods.get(user, id);
        var request = new Request(method.customer(), method.stripeId());
        run.run(Wish.of(user, this, method.customer(), request));
        return methods.get(user, id);
    }

    @Override
    public Commands.Kind kind() {
        return Commands.Kind.DEFAULT_PAYMENT_METHOD;
    }

    @Override
    public JsonNode send(Command command) {
        var request = commands.request(command, Request.class);
        for (String subscription : methods.subscriptionsPaidOtherwise(request.customer(), request.method())) {
            tell(subscription, request, command);
        }
        var params = CustomerUpdateParams.builder()
                .setInvoiceSettings(CustomerUpdateParams.InvoiceSettings.builder()
                        .setDefaultPaymentMethod(request.method())
                        .build())
                .build();
        return stripe.updateCustomer(request.customer(), params, command.idempotencyKey());
    }

    private void tell(String subscription, Request request, Command command) {
        Instant at = clock.instant();
        var answer = stripe.updateSubscription(
                subscription,
                SubscriptionUpdateParams.builder()
                        .setDefaultPaymentMethod(request.method())
                        .build(),
                command.idempotencyKey() + "-" + subscription);
        transaction.executeWithoutResult(_ -> answers.store(MirrorTable.SUBSCRIPTIONS, answer, at));
    }

    @Override
    public Optional<JsonNode> find(Command command) {
        var request = commands.request(command, Request.class);
        return Optional.of(read(request.customer()))
                .filter(customer ->
                        request.method().equals(CustomerObject.from(customer).defaultPaymentMethod()))
                .filter(_ -> methods.subscriptionsPaidOtherwise(request.customer(), request.method())
                        .isEmpty());
    }

    @Override
    public JsonNode read(String id) {
        return stripe.retrieve(StripeObjectType.CUSTOMER, id);
    }

    @Override
    public void store(Command command, JsonNode answer, Instant askedAt) {
        answers.store(MirrorTable.CUSTOMERS, answer, askedAt);
    }

    @Override
    public void record(Command command, JsonNode answer) {
        String method = commands.request(command, Request.class).method();
        audit.record(command.user(), "payment_method.made_default", method, Map.of());
    }
}
