package dev.keelson.billing;

import dev.keelson.shared.UserId;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a Stripe customer says.
 *
 * @param claimedUser whom it says it belongs to: metadata {@code keelson_user_id}
 */
record CustomerObject(
        @Nullable String email,
        @Nullable String name,
        @Nullable String currency,
        @Nullable String defaultPaymentMethod,
        @Nullable UserId claimedUser) {
    static final String USER_ID = "keelson_user_id";

    static CustomerObject from(JsonNode customer) {
        String method = StripeJson.id(customer.path("invoice_settings"), "default_payment_method");
        return new CustomerObject(
                StripeJson.text(customer, "email"),
                StripeJson.text(customer, "name"),
                StripeJson.text(customer, "currency"),
                method == null ? StripeJson.id(customer, "default_source") : method,
                userId(StripeJson.text(customer.path("metadata"), USER_ID)).orElse(null));
    }

    /** Others may write into metadata and references what they like: what is no id of ours names nobody. */
    static Optional<UserId> userId(@Nullable String text) {
        if (text == null || text.length() != 36) {
            return Optional.empty();
        }
        try {
            return Optional.of(new UserId(UUID.fromString(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
