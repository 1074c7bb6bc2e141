package dev.keelson.sandbox.stripe;

import java.time.Duration;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Money on its way back. Most of it arrives at once; with the test cards for that it arrives later, or never. */
@Component
class Refunds {
    private static final Duration A_MOMENT = Duration.ofSeconds(5);

    private final StripeObjects objects;
    private final StripeEvents events;
    private final Disputes disputes;

    Refunds(StripeObjects objects, StripeEvents events, Disputes disputes) {
        this.objects = objects;
        this.events = events;
        this.disputes = disputes;
    }

    /** @throws StripeError where that much is not left */
    ObjectNode create(ObjectNode charge, Params params) {
        long left = left(charge);
        long amount = params.number("amount").orElse(left);
        check(charge, amount, left);
        var refund = objects.blank(Kind.REFUND)
                .put("amount", amount)
                .put("charge", Json.string(charge, "id"))
                .put("currency", Json.string(charge, "currency"))
                .put(
                        "reason",
                        params.choice("reason", "duplicate", "fraudulent", "requested_by_customer")
                                .orElse(null))
                .put("status", TestCard.ofCharge(charge) == TestCard.REFUND_PENDING ? "pending" : "succeeded");
        refund.set("payment_intent", charge.get("payment_intent"));
        params.copyMetadata(refund);
        charge.put("amount_refunded", Json.number(charge, "amount_refunded") + amount)
                .put("refunded", amount == left);
        objects.create(refund);
        objects.save(charge, "refunded");
        return refund;
    }

    private static long left(ObjectNode charge) {
        return Json.number(charge, "amount_captured") - Json.number(charge, "amount_refunded");
    }

    private void check(ObjectNode charge, long amount, long left) {
        var id = Json.string(charge, "id");
        if (disputes.forbidRefund(charge)) {
            throw StripeError.invalid("Charge %s has been charged back; cannot issue a refund.".formatted(id))
                    .code("charge_disputed");
        }
        if (left == 0) {
            throw StripeError.invalid("Charge %s has already been refunded.".formatted(id))
                    .code("charge_already_refunded");
        }
        if (amount < 1) {
            throw StripeError.invalid("This value must be greater than or equal to 1.")
                    .code("parameter_invalid_integer")
                    .param("amount");
        }
        if (amount > left) {
            // Stripe gives this error no code.
            var currency = Json.string(charge, "currency");
            throw StripeError.invalid("Refund amount (%s) is greater than unrefunded amount on charge (%s)"
                            .formatted(Currencies.format(amount, currency), Currencies.format(left, currency)))
                    .param("amount");
        }
    }

    Stream<BillingClock.Due> due() {
        return objects.all(Kind.REFUND).stream().flatMap(refund -> {
            var at = Json.time(refund, "created").orElseThrow().plus(A_MOMENT);
            if (Json.is(refund, "status", "pending")) {
                return Stream.of(new BillingClock.Due(at, () -> arrive(refund)));
            }
            return Json.is(refund, "status", "succeeded") && TestCard.ofCharge(charge(refund)) == TestCard.REFUND_FAILS
                    ? Stream.of(new BillingClock.Due(at, () -> fail(refund)))
                    : Stream.empty();
        });
    }

    private void arrive(ObjectNode refund) {
        objects.update(refund.put("status", "succeeded"));
        events.emit("charge.refund.updated", refund);
    }

    /** The bank sends the money back to the shop. */
    ObjectNode fail(ObjectNode refund) {
        var charge = charge(refund);
        charge.put("amount_refunded", Json.number(charge, "amount_refunded") - Json.number(refund, "amount"))
                .put("refunded", false);
        refund.put("status", "failed").put("failure_reason", "expired_or_canceled_card");
        objects.update(refund);
        objects.save(refund, "failed");
        events.emit("charge.refund.updated", refund);
        objects.update(charge);
        return refund;
    }

    private ObjectNode charge(ObjectNode refund) {
        return objects.get(Kind.CHARGE, Json.string(refund, "charge"));
    }
}
