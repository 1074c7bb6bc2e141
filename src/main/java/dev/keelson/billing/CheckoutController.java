package dev.keelson.billing;

import dev.keelson.billing.CheckoutOrder.Mode;
import dev.keelson.billing.OpenCheckout.Checkout;
import dev.keelson.shared.CurrentUser;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
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
class CheckoutController {
    private static final String PATH = "/api/v1/billing/checkout-sessions";
    private static final String VISIBLE = ".*\\S.*";

    private final OpenCheckout openCheckout;
    private final CheckoutOrders orders;
    private final ReferencedAnswers answers;

    CheckoutController(OpenCheckout openCheckout, CheckoutOrders orders, ReferencedAnswers answers) {
        this.openCheckout = openCheckout;
        this.orders = orders;
        this.answers = answers;
    }

    /**
     * @param mode a subscription where it is not said
     * @param priceId our id of a price, or Stripe's: with an interval for a subscription, without one for a payment
     * @param quantity how many, such as seats; 1 where it is not said
     * @param amount for a payment without a price: minor units of the currency
     * @param description what the amount is for, as the customer reads it
     * @param allowPromotionCodes whether the customer can type a promotion code
     * @param promotionCode one that is applied
     * @param trialDays of a subscription; none where it is not said
     */
    record Request(
            @Nullable Mode mode,

            @Nullable @Size(max = 255) @Pattern(regexp = VISIBLE)
            String priceId,

            @Nullable @Min(1) @Max(1_000_000) Integer quantity,
            @Nullable @Positive Long amount,
            @Nullable @Pattern(regexp = "[A-Za-z]{3}") String currency,

            @Nullable @Size(max = 200) @Pattern(regexp = VISIBLE)
            String description,

            @Nullable Boolean allowPromotionCodes,
            @Nullable @Size(min = 1, max = 100) String promotionCode,
            @Nullable @Min(1) @Max(730) Integer trialDays,
            @Nullable @Size(max = 2000) String successUrl,
            @Nullable @Size(max = 2000) String cancelUrl) {
        @Override
        public Mode mode() {
            return mode == null ? Mode.SUBSCRIPTION : mode;
        }

        @Override
        public Integer quantity() {
            return quantity == null ? 1 : quantity;
        }
    }

    @PostMapping(PATH)
    ResponseEntity<Checkout> open(
            @AuthenticationPrincipal CurrentUser user,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody @Valid Request request) {
        orders.check(request);
        return answers.once(
                new ReferencedAnswers.Request<>(user.id(), key, "POST " + PATH, request, Checkout::id),
                () -> openCheckout.open(user.id(), orders.of(user.id(), request)),
                id -> openCheckout.again(user.id(), id));
    }
}
