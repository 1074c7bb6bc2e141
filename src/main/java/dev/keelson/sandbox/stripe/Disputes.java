package dev.keelson.sandbox.stripe;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Cardholders who go to their bank: a charge with the right test card is disputed a moment later, the money is gone until
 * the bank decides, and who says nothing in time has lost.
 */
@Component
class Disputes {
    private static final Duration A_MOMENT = Duration.ofSeconds(5);
    private static final Duration TIME_TO_ANSWER = Duration.ofDays(10);

    private final StripeObjects objects;

    Disputes(StripeObjects objects) {
        this.objects = objects;
    }

    Stream<BillingClock.Due> due() {
        return Stream.concat(begin(), lost());
    }

    private Stream<BillingClock.Due> begin() {
        return objects.all(Kind.CHARGE).stream()
                .filter(charge -> Json.is(charge, "status", "succeeded") && !Json.flag(charge, "disputed"))
                .flatMap(charge -> reason(charge).stream()
                        .map(reason -> new BillingClock.Due(
                                Json.time(charge, "created").orElseThrow().plus(A_MOMENT),
                                () -> open(charge, reason))));
    }

    private static Optional<String> reason(ObjectNode charge) {
        return switch (TestCard.ofCharge(charge)) {
            case DISPUTED, DISPUTED_BY_INQUIRY -> Optional.of("fraudulent");
            case DISPUTED_NOT_RECEIVED -> Optional.of("product_not_received");
            default -> Optional.empty();
        };
    }

    /** @param reason Stripe's word for it */
    ObjectNode open(ObjectNode charge, String reason) {
        boolean inquiry = TestCard.ofCharge(charge) == TestCard.DISPUTED_BY_INQUIRY;
        var dispute = objects.blank(Kind.DISPUTE)
                .put("amount", Json.number(charge, "amount"))
                .put("currency", Json.string(charge, "currency"))
                .put("charge", Json.string(charge, "id"))
                .put("is_charge_refundable", inquiry)
                .put("reason", reason)
                .put("status", inquiry ? "warning_needs_response" : "needs_response");
        dispute.set("payment_intent", charge.get("payment_intent"));
        Json.put(dispute.withObject("/evidence_details"), "due_by", dueBy());
        var brand = Json.string(charge, "payment_method_details", "card", "brand");
        dispute.withObject("/payment_method_details/card")
                .put("brand", brand)
                .put("network", brand)
                .put("case_type", inquiry ? "inquiry" : "chargeback");
        objects.create(dispute);
        objects.update(charge.put("disputed", true));
        if (!inquiry) {
            objects.save(dispute, "funds_withdrawn");
        }
        return dispute;
    }

    private Instant dueBy() {
        return objects.now().plus(TIME_TO_ANSWER);
    }

    private Stream<BillingClock.Due> lost() {
        return objects.all(Kind.DISPUTE).stream()
                .filter(dispute -> Json.string(dispute, "status").endsWith("needs_response"))
                .map(dispute -> new BillingClock.Due(
                        Json.time(dispute, "evidence_details", "due_by").orElseThrow(), () -> {
                            dispute.withObject("/evidence_details").put("past_due", true);
                            decide(dispute, false);
                        }));
    }

    /** @throws StripeError where it is over */
    ObjectNode running(String id) {
        var dispute = objects.get(Kind.DISPUTE, id);
        var status = Json.string(dispute, "status");
        if (!status.endsWith("needs_response") && !status.endsWith("under_review")) {
            throw StripeError.invalid("This dispute is already closed").param("dispute");
        }
        return dispute;
    }

    /** Takes over what is given as evidence, and hands it in unless {@code submit} says no. */
    ObjectNode update(ObjectNode dispute, Params params) {
        params.copyMetadata(dispute);
        if (params.has("evidence")) {
            var evidence = dispute.withObject("/evidence");
            params.object("evidence")
                    .copyTexts(evidence, evidence.propertyNames().toArray(String[]::new));
            dispute.withObject("/evidence_details").put("has_evidence", true);
        }
        if (params.flag("submit").orElse(params.has("evidence"))) {
            submit(dispute);
        }
        objects.update(dispute);
        // Stripe's own words for tests.
        switch (Json.text(dispute, "evidence", "uncategorized_text").orElse("")) {
            case "winning_evidence" -> decide(dispute, true);
            case "losing_evidence" -> decide(dispute, false);
            default -> {}
        }
        return dispute;
    }

    private static void submit(ObjectNode dispute) {
        var details = dispute.withObject("/evidence_details");
        details.put("submission_count", Json.number(details, "submission_count") + 1);
        dispute.put("status", isInquiry(dispute) ? "warning_under_review" : "under_review");
    }

    ObjectNode decide(ObjectNode dispute, boolean won) {
        if (isInquiry(dispute)) {
            objects.save(dispute.put("status", "warning_closed"), "closed");
            return dispute;
        }
        objects.save(dispute.put("status", won ? "won" : "lost"), "closed");
        if (won) {
            objects.save(dispute, "funds_reinstated");
        }
        return dispute;
    }

    private static boolean isInquiry(ObjectNode dispute) {
        return Json.string(dispute, "status").startsWith("warning_");
    }

    /** Whether a refund would pay the cardholder twice. */
    boolean forbidRefund(ObjectNode charge) {
        return objects.all(Kind.DISPUTE).stream()
                .anyMatch(dispute -> Json.is(dispute, "charge", Json.string(charge, "id"))
                        && !isInquiry(dispute)
                        && !Json.is(dispute, "status", "won"));
    }
}
