package dev.keelson.billing;

import dev.keelson.shared.UserId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a Stripe customer says.
 *
 * @param claimedUser whom it says it belongs to: metadata {@code keelson_user_id}
 * @param clerkIds what in its metadata looks like an id of Clerk's, by the keys
 */
record CustomerObject(
        @Nullable String email,
        @Nullable String name,
        @Nullable String currency,
        @Nullable String defaultPaymentMethod,
        @Nullable UserId claimedUser,
        Map<String, String> clerkIds) {
    static final String USER_ID = "keelson_user_id";

    /** A Clerk id and nothing else; an application of our customer's may call its own users what it likes. */
    private static final Pattern CLERK_ID = Pattern.compile("user_[A-Za-z0-9_]{1,250}");

    static CustomerObject from(JsonNode customer) {
        String method = StripeJson.id(customer.path("invoice_settings"), "default_payment_method");
        return new CustomerObject(
                StripeJson.text(customer, "email"),
                StripeJson.text(customer, "name"),
                StripeJson.text(customer, "currency"),
                method == null ? StripeJson.id(customer, "default_source") : method,
                userId(StripeJson.text(customer.path("metadata"), USER_ID)).orElse(null),
                clerkIds(customer.path("metadata")));
    }

    private static Map<String, String> clerkIds(JsonNode metadata) {
        return metadata.properties().stream()
                .filter(field -> field.getValue().isString())
                .filter(field ->
                        CLERK_ID.matcher(field.getValue().stringValue()).matches())
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, field -> field.getValue().stringValue()));
    }

    /** The user's id at Clerk, under the first of these keys of its metadata that has one. */
    Optional<String> clerkId(List<String> keys) {
        return keys.stream().map(clerkIds::get).filter(Objects::nonNull).findFirst();
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
