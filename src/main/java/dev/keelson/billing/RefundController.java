package dev.keelson.billing;

import dev.keelson.billing.RefundPayment.Order;
import dev.keelson.billing.RefundPayment.Reason;
import dev.keelson.billing.RefundPayment.Refunded;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.CurrentUser;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
class RefundController {
    private static final String PATH = "/api/v1/admin/billing/refunds";

    private final RefundPayment refund;
    private final ReferencedAnswers answers;

    RefundController(RefundPayment refund, ReferencedAnswers answers) {
        this.refund = refund;
        this.answers = answers;
    }

    /**
     * @param payment our id of a payment, or Stripe's of a payment intent or a charge
     * @param amount minor units; all that is left where it is not said
     * @param note for those who look into it later, shown in Stripe's dashboard: nothing personal
     */
    record Request(
            @NotBlank @Size(max = 255) String payment,
            @Nullable @Positive Long amount,
            @Nullable Reason reason,
            @Nullable @Size(min = 1, max = 500) String note) {
        Order order() {
            return new Order(payment, amount, reason, note);
        }
    }

    /** Two refunds of the same amount may both be meant, so only the key tells whether a request is a repetition. */
    @PostMapping(PATH)
    ResponseEntity<Refunded> refund(
            @AuthenticationPrincipal CurrentUser admin,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody @Valid Request request) {
        if (key == null) {
            throw CommonProblem.MALFORMED_REQUEST.because(
                    "A refund needs an 'Idempotency-Key', so that sending it again cannot refund twice.");
        }
        return answers.once(
                new ReferencedAnswers.Request<>(admin.id(), key, "POST " + PATH, request, Refunded::command),
                () -> refund.refund(admin.id(), key, request.order()),
                refund::again);
    }
}
