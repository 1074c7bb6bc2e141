package dev.keelson.billing;

import dev.keelson.clients.stripe.StripeApiClient;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * The promotion codes that customers type. Whether one can be used changes with every use of it, so Stripe is asked; the rest of
 * its rules, such as the first purchase, Stripe applies where it is used.
 */
@Component
class PromotionCodes {
    private final StripeApiClient stripe;

    PromotionCodes(StripeApiClient stripe) {
        this.stripe = stripe;
    }

    /** @return Stripe's id of it; null where no code is given */
    @Nullable
    String find(@Nullable String code, String customer) {
        if (code == null) {
            return null;
        }
        return stripe.findPromotionCode(code).stream()
                .filter(found -> mayUse(found, customer))
                .findFirst()
                .map(found -> StripeJson.required(found, "id"))
                .orElseThrow(() -> BillingProblem.PROMOTION_CODE_UNKNOWN.because(
                        "No such promotion code can be used by this customer now."));
    }

    private static boolean mayUse(JsonNode code, String customer) {
        String only = StripeJson.id(code, "customer");
        return StripeJson.flag(code, "active") && (only == null || only.equals(customer));
    }
}
