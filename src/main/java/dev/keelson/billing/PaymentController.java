package dev.keelson.billing;

import dev.keelson.billing.CreatePayment.Begun;
import dev.keelson.billing.CreatePayment.Order;
import dev.keelson.billing.Payments.Payment;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/billing")
class PaymentController {
    private static final String INTENTS = "/payment-intents";

    private final CreatePayment createPayment;
    private final Payments payments;
    private final ReferencedAnswers answers;

    PaymentController(CreatePayment createPayment, Payments payments, ReferencedAnswers answers) {
        this.createPayment = createPayment;
        this.payments = payments;
        this.answers = answers;
    }

    /**
     * @param amount minor units of the currency: 1900 is 19 dollars, and 1900 yen
     * @param currency ISO 4217
     * @param description what is paid for, as the customer reads it
     * @param savePaymentMethod whether it is kept for payments that are started without the customer
     */
    record Request(
            @NotNull @Positive Long amount,
            @NotNull @Pattern(regexp = "[A-Za-z]{3}") String currency,
            @Nullable @Size(min = 1, max = 200) String description,
            @Nullable Boolean savePaymentMethod) {
        Order order() {
            return new Order(amount, currency, description, Boolean.TRUE.equals(savePaymentMethod));
        }
    }

    /**
     * @param id ours, as in GET /billing/payments/{id}
     * @param clientSecret for Stripe.js; null where nothing is left to confirm
     */
    record Response(
            UUID id,
            String stripeId,
            @Nullable String status,
            @Nullable String clientSecret,
            NextStep nextStep) {
        static Response from(Begun begun) {
            return new Response(begun.id(), begun.stripeId(), begun.status(), begun.clientSecret(), begun.nextStep());
        }

        @Override
        public String toString() {
            return "Response[id=%s, status=%s]".formatted(id, status);
        }
    }

    @Operation(
            summary = "Begin a one-time payment",
            description = "As long as it is not paid, the same request answers the same payment. The client secret is"
                    + " for Stripe.js, which completes the payment with the customer; it is stored nowhere.")
    @PostMapping(INTENTS)
    ResponseEntity<Response> begin(
            @AuthenticationPrincipal CurrentUser user,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody @Valid Request request) {
        var answer = answers.once(
                new ReferencedAnswers.Request<>(user.id(), key, "POST " + INTENTS, request, Begun::command),
                () -> createPayment.begin(user.id(), request.order()),
                command -> createPayment.again(user.id(), command));
        return Secrets.answer(answer, Response::from);
    }

    @GetMapping("/payments")
    Page<Payment> list(
            @AuthenticationPrincipal CurrentUser user,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return payments.page(user.id(), Cursor.decode(cursor), limit);
    }

    @GetMapping("/payments/{id}")
    Payment one(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id) {
        return payments.find(user.id(), id).orElseThrow(() -> CommonProblem.NOT_FOUND.because("No such payment."));
    }
}
