package dev.keelson.billing;

import com.stripe.param.PaymentIntentCreateParams;
import dev.keelson.audit.AuditLog;
import dev.keelson.billing.Commands.Command;
import dev.keelson.billing.RunCommand.Wish;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.shared.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Begins a one-time payment, which Stripe.js completes with the customer. As long as it is not paid, asking for the same payment
 * again shows the same one: two clicks are one payment.
 */
@Component
class CreatePayment implements Operation {
    private static final Set<String> UNPAID =
            Set.of("requires_payment_method", "requires_confirmation", "requires_action", "processing");

    private final EnsureCustomer customer;
    private final RunCommand run;
    private final Commands commands;
    private final StripeApiClient stripe;
    private final Answers answers;
    private final Payments payments;
    private final AuditLog audit;

    CreatePayment(
            EnsureCustomer customer,
            RunCommand run,
            Commands commands,
            StripeApiClient stripe,
            Answers answers,
            Payments payments,
            AuditLog audit) {
        this.customer = customer;
        this.run = run;
        this.commands = commands;
        this.stripe = stripe;
        this.answers = answers;
        this.payments = payments;
        this.audit = audit;
    }

    /**
     * @param amount minor units of the currency
     * @param description what is paid for; shown to the customer
     * @param keep whether the payment method is kept for payments that we start later
     */
    record Order(long amount, String currency, @Nullable String description, boolean keep) {}

    /**
     * @param customer Stripe's id
     * @param currency lower case
     */
    record Request(
            String customer,
            long amount,
            String currency,
            @Nullable String description,
            boolean keep) {
        private String subject() {
            String what = "%d %s %s %s".formatted(amount, currency, keep, description);
            return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
        }
    }

    /**
     * @param command by which it can be read again
     * @param id ours, of the payment
     * @param clientSecret with which Stripe.js completes it: never logged, never stored; null where it is over
     */
    record Begun(
            UUID command,
            UUID id,
            String stripeId,
            @Nullable String status,
            @Nullable String clientSecret,
            NextStep nextStep) {
        @Override
        public String toString() {
            return "Begun[id=%s, stripeId=%s, status=%s]".formatted(id, stripeId, status);
        }
    }

    Begun begin(UserId user, Order order) {
        Currencies.checkCharge(order.currency(), order.amount());
        var request = new Request(
                customer.of(user).stripeId(),
                order.amount(),
                order.currency().toLowerCase(Locale.ROOT),
                order.description(),
                order.keep());
        var done = run.run(Wish.of(user, this, request.subject(), request));
        return begun(done.command().id(), user, done.answer());
    }

    /** The payment of an earlier request, as it is now. */
    Begun again(UserId user, UUID command) {
        return begun(command, user, read(commands.made(user, command)));
    }

    private Begun begun(UUID command, UserId user, JsonNode intent) {
        String stripeId = StripeJson.required(intent, "id");
        var next = NextStep.of(intent);
        return new Begun(
                command,
                payments.idOf(user, stripeId),
                stripeId,
                StripeJson.text(intent, "status"),
                next == NextStep.NONE ? null : StripeJson.text(intent, "client_secret"),
                next);
    }

    @Override
    public Commands.Kind kind() {
        return Commands.Kind.CREATE_PAYMENT;
    }

    @Override
    public JsonNode send(Command command) {
        var request = commands.request(command, Request.class);
        var params = PaymentIntentCreateParams.builder()
                .setCustomer(request.customer())
                .setAmount(request.amount())
                .setCurrency(request.currency())
                .setAutomaticPaymentMethods(PaymentIntentCreateParams.AutomaticPaymentMethods.builder()
                        .setEnabled(true)
                        .build())
                .putMetadata(CustomerObject.USER_ID, command.requiredUser().toString())
                .putMetadata(Commands.COMMAND_ID, command.id().toString());
        if (request.description() != null) {
            params.setDescription(request.description());
        }
        if (request.keep()) {
            params.setSetupFutureUsage(PaymentIntentCreateParams.SetupFutureUsage.OFF_SESSION);
        }
        return stripe.createPaymentIntent(params.build(), command.idempotencyKey());
    }

    @Override
    public Optional<JsonNode> find(Command command) {
        String of = commands.request(command, Request.class).customer();
        return answers.madeBy(command, StripeObjectType.PAYMENT_INTENT, Map.of("customer", of));
    }

    @Override
    public JsonNode read(String id) {
        return stripe.retrieve(StripeObjectType.PAYMENT_INTENT, id);
    }

    @Override
    public void store(Command command, JsonNode answer, Instant askedAt) {
        answers.store(MirrorTable.PAYMENT_INTENTS, answer, askedAt);
    }

    @Override
    public void record(Command command, JsonNode answer) {
        audit.record(
                command.user(),
                "payment.begun",
                StripeJson.required(answer, "id"),
                Map.of(
                        "amount", StripeJson.numberOrZero(answer, "amount"),
                        "currency", StripeJson.required(answer, "currency")));
    }

    @Override
    public boolean isUsable(JsonNode intent) {
        String status = StripeJson.text(intent, "status");
        return status != null && UNPAID.contains(status);
    }

    /** Only ever the same payment: everything that makes it another one is in the subject, except a customer that is gone. */
    @Override
    public void abandon(Command command, JsonNode intent) {
        stripe.cancelPaymentIntent(StripeJson.required(intent, "id"), command.idempotencyKey() + "-cancel");
    }

    @Override
    public boolean onlyPrepares() {
        return true;
    }
}
