package dev.keelson.billing;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.stripe.param.RefundCreateParams;
import dev.keelson.audit.AuditLog;
import dev.keelson.billing.Commands.Command;
import dev.keelson.billing.PaidCharges.Paid;
import dev.keelson.billing.RunCommand.Wish;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Gives a payment back, all or part of it. There is one refund of a payment on its way at a time. */
@Component
class RefundPayment implements Operation {
    private final PaidCharges charges;
    private final RunCommand run;
    private final Commands commands;
    private final StripeApiClient stripe;
    private final Answers answers;
    private final AuditLog audit;

    RefundPayment(
            PaidCharges charges,
            RunCommand run,
            Commands commands,
            StripeApiClient stripe,
            Answers answers,
            AuditLog audit) {
        this.charges = charges;
        this.run = run;
        this.commands = commands;
        this.stripe = stripe;
        this.answers = answers;
        this.audit = audit;
    }

    /** Stripe's reasons. */
    enum Reason {
        @JsonProperty("duplicate")
        DUPLICATE,
        @JsonProperty("fraudulent")
        FRAUDULENT,
        @JsonProperty("requested_by_customer")
        REQUESTED_BY_CUSTOMER
    }

    /**
     * @param payment our id of a payment, or Stripe's of a payment intent or a charge
     * @param amount minor units; null for all that is left
     * @param note for those who look into it later; shown in Stripe's dashboard
     */
    record Order(
            String payment,
            @Nullable Long amount,
            @Nullable Reason reason,
            @Nullable String note) {}

    /**
     * @param charge Stripe's id
     * @param actor the administrator
     * @param order another one each time an administrator means it: their key
     */
    record Request(
            String charge,
            @Nullable Long amount,
            @Nullable Reason reason,
            @Nullable String note,
            UUID actor,
            String order) {}

    /** Amounts are in minor units of the currency. */
    record Refunded(
            UUID command,
            String stripeId,
            @Nullable String status,
            @Nullable String currency,
            long amount,
            @Nullable String reason,
            @Nullable String payment) {}

    /** @param key the administrator's {@code Idempotency-Key}: the same again is the same refund */
    Refunded refund(UserId actor, String key, Order order) {
        var paid = charges.find(order.payment());
        var request = new Request(paid.charge(), order.amount(), order.reason(), order.note(), actor.value(), key);
        var wish =
                new Wish(paid.user(), this, paid.charge(), request, Duration.ofDays(1), keyOf(actor, key), this::send);
        var done = run.run(wish, () -> refuseMoreThanIsLeft(charges.find(order.payment()), order.amount()));
        var refunded = refunded(done.command().id(), done.answer());
        boolean same = done.command().subject().equals(paid.charge())
                && (order.amount() == null || order.amount() == refunded.amount());
        if (!same) {
            throw CommonProblem.IDEMPOTENCY_KEY_REUSED.because("Another refund was made with this key.");
        }
        return refunded;
    }

    /** Keys are each administrator's own, and who it was need not be kept for them. */
    private static String keyOf(UserId actor, String key) {
        return UUID.nameUUIDFromBytes((actor.value() + " " + key).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    Refunded again(UUID command) {
        return commands.result(command)
                .map(id -> refunded(command, read(id)))
                .orElseThrow(() -> BillingProblem.ALREADY_IN_PROGRESS.because("Its outcome is not known yet."));
    }

    private static void refuseMoreThanIsLeft(Paid paid, @Nullable Long amount) {
        if (paid.left() <= 0) {
            throw BillingProblem.NOTHING_TO_REFUND.because(
                    paid.captured() == 0 ? "Nothing was paid." : "All of it has been refunded.");
        }
        if (amount == null) {
            return;
        }
        Currencies.checkRefund(paid.currency(), amount);
        if (amount > paid.left()) {
            throw new ProblemException(Problem.of(
                            BillingProblem.REFUND_TOO_LARGE,
                            "Of this payment %s is left."
                                    .formatted(Currencies.of(paid.currency()).format(paid.left())))
                    .with("left", paid.left()));
        }
    }

    private static Refunded refunded(UUID command, JsonNode refund) {
        return new Refunded(
                command,
                StripeJson.required(refund, "id"),
                StripeJson.text(refund, "status"),
                StripeJson.text(refund, "currency"),
                StripeJson.numberOrZero(refund, "amount"),
                StripeJson.text(refund, "reason"),
                StripeJson.id(refund, "payment_intent"));
    }

    @Override
    public Commands.Kind kind() {
        return Commands.Kind.REFUND;
    }

    @Override
    public JsonNode send(Command command) {
        var request = commands.request(command, Request.class);
        var params = RefundCreateParams.builder()
                .setCharge(request.charge())
                .putMetadata(Commands.COMMAND_ID, command.id().toString());
        if (request.amount() != null) {
            params.setAmount(request.amount());
        }
        if (request.reason() != null) {
            params.setReason(RefundCreateParams.Reason.valueOf(request.reason().name()));
        }
        if (request.note() != null) {
            params.putMetadata("note", request.note());
        }
        return stripe.createRefund(params.build(), command.idempotencyKey());
    }

    @Override
    public Optional<JsonNode> find(Command command) {
        String charge = commands.request(command, Request.class).charge();
        return answers.madeBy(command, StripeObjectType.REFUND, Map.of("charge", charge));
    }

    @Override
    public JsonNode read(String id) {
        return stripe.retrieve(StripeObjectType.REFUND, id);
    }

    @Override
    public void store(Command command, JsonNode answer, Instant askedAt) {
        answers.store(MirrorTable.REFUNDS, answer, askedAt);
    }

    @Override
    public void record(Command command, JsonNode answer) {
        var request = commands.request(command, Request.class);
        var details = new HashMap<String, Object>();
        details.put("charge", request.charge());
        details.put("amount", StripeJson.numberOrZero(answer, "amount"));
        details.put("currency", String.valueOf(StripeJson.text(answer, "currency")));
        if (request.reason() != null) {
            details.put("reason", request.reason().name().toLowerCase(Locale.ROOT));
        }
        audit.record(new UserId(request.actor()), "payment.refunded", StripeJson.required(answer, "id"), details);
    }
}
