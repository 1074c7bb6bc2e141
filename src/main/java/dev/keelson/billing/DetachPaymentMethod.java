package dev.keelson.billing;

import dev.keelson.audit.AuditLog;
import dev.keelson.billing.Commands.Command;
import dev.keelson.billing.RunCommand.Wish;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Takes a payment method from its user for good. Not the one that a subscription goes on with: it would end unpaid, which is not
 * what somebody wants who removes a card.
 */
@Component
class DetachPaymentMethod implements Operation {
    private final PaymentMethods methods;
    private final RunCommand run;
    private final Commands commands;
    private final StripeApiClient stripe;
    private final Answers answers;
    private final AuditLog audit;

    DetachPaymentMethod(
            PaymentMethods methods,
            RunCommand run,
            Commands commands,
            StripeApiClient stripe,
            Answers answers,
            AuditLog audit) {
        this.methods = methods;
        this.run = run;
        this.commands = commands;
        this.stripe = stripe;
        this.answers = answers;
        this.audit = audit;
    }

    /** @param method Stripe's id */
    record Request(String method) {}

    void detach(UserId user, UUID id) {
        String method = removable(user, id);
        // Asked again: a click before this one may have removed it since.
        run.run(Wish.of(user, this, method, new Request(method)), () -> removable(user, id));
    }

    private String removable(UserId user, UUID id) {
        var method = methods.get(user, id);
        if (methods.isNeeded(method)) {
            throw BillingProblem.PAYMENT_METHOD_NEEDED.because("A subscription that goes on is paid with it.");
        }
        return method.stripeId();
    }

    @Override
    public Commands.Kind kind() {
        return Commands.Kind.DETACH_PAYMENT_METHOD;
    }

    @Override
    public JsonNode send(Command command) {
        return stripe.detachPaymentMethod(
                commands.request(command, Request.class).method(), command.idempotencyKey());
    }

    @Override
    public Optional<JsonNode> find(Command command) {
        return Optional.of(read(commands.request(command, Request.class).method()))
                .filter(method -> StripeJson.id(method, "customer") == null);
    }

    @Override
    public JsonNode read(String id) {
        return stripe.retrieve(StripeObjectType.PAYMENT_METHOD, id);
    }

    @Override
    public void store(Command command, JsonNode answer, Instant askedAt) {
        answers.store(MirrorTable.PAYMENT_METHODS, answer, askedAt);
    }

    @Override
    public void record(Command command, JsonNode answer) {
        audit.record(command.user(), "payment_method.removed", StripeJson.required(answer, "id"), Map.of());
    }
}
