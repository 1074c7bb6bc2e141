package dev.keelson.billing;

import dev.keelson.webhooks.NonRetryableWebhookException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads Stripe's JSON of any API version: what is missing, null or of another type is null, never an error. */
final class StripeJson {
    /** Whoever has one of these may pay, see or change something. */
    private static final Set<String> BEARERS = Set.of(
            "client_secret",
            "url",
            "hosted_invoice_url",
            "hosted_instructions_url",
            "hosted_voucher_url",
            "invoice_pdf",
            "receipt_url",
            "next_action");

    /**
     * What an object repeats of the customer's person, which has its place in the customer's row, from where it can be erased;
     * and what only the buyer, the bank or a court needs, and has its place at Stripe: where a card's bill goes, what was
     * answered in a Checkout, what is said in a dispute.
     */
    private static final Set<String> PERSONAL = Set.of(
            "customer_email",
            "customer_name",
            "customer_phone",
            "customer_address",
            "customer_shipping",
            "customer_tax_ids",
            "customer_details",
            "customer_purchase_ip",
            "collected_information",
            "custom_fields",
            "billing_details",
            "shipping_details",
            "receipt_email",
            "instructions_email",
            "evidence",
            "verified_name",
            "verified_address",
            "verified_email",
            "verified_phone",
            "account_holder_name",
            "payer_email",
            "payer_name",
            "payer_id",
            "buyer_id",
            "cashtag",
            "dob",
            "fingerprint",
            "address_line1",
            "address_line2",
            "address_city",
            "address_state",
            "address_zip");

    /** Fields of a customer that are personal in every other object. */
    private static final Set<String> CUSTOMERS_OWN = Set.of("email", "phone", "address", "shipping");

    private StripeJson() {}

    static @Nullable String text(JsonNode node, String field) {
        var value = node.path(field);
        return value.isString() ? value.stringValue() : null;
    }

    /** @throws NonRetryableWebhookException where it is missing: such an object cannot be mirrored, now or later */
    static String required(JsonNode node, String field) {
        String value = text(node, field);
        if (value == null || value.isEmpty()) {
            throw new NonRetryableWebhookException(
                    "'%s' without '%s'".formatted(node.path("object").asString("object"), field));
        }
        return value;
    }

    static @Nullable Long number(JsonNode node, String field) {
        var value = node.path(field);
        return value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : null;
    }

    static long numberOrZero(JsonNode node, String field) {
        Long value = number(node, field);
        return value == null ? 0 : value;
    }

    static boolean flag(JsonNode node, String field) {
        var value = node.path(field);
        return value.isBoolean() && value.booleanValue();
    }

    /** Stripe's times are whole seconds since 1970. */
    static @Nullable Instant time(JsonNode node, String field) {
        Long seconds = number(node, field);
        return seconds == null ? null : Instant.ofEpochSecond(seconds);
    }

    /** The id of another object, which Stripe shows as its id or, where it was expanded, as the whole object. */
    static @Nullable String id(JsonNode node, String field) {
        var value = node.path(field);
        return value.isObject() ? text(value, "id") : text(node, field);
    }

    /** The object as it may be stored. Of a payment method that no customer has, that is hardly anything. */
    static JsonNode withoutSecrets(JsonNode object) {
        boolean customer = isA(object, "customer");
        var kept = without(object, customer);
        return isA(object, "payment_method") && id(object, "customer") == null ? Books.mark(kept) : kept;
    }

    private static boolean isA(JsonNode object, String kind) {
        return kind.equals(text(object, "object"));
    }

    /** Shares with the node what stays as it was, which is most of it. */
    private static JsonNode without(JsonNode node, boolean ofCustomer) {
        return switch (node) {
            case ObjectNode object -> without(object, ofCustomer);
            case ArrayNode array -> without(array, ofCustomer);
            default -> node;
        };
    }

    @SuppressWarnings("ReferenceEquality") // that it is the same one is what saves the copy
    private static ObjectNode without(ObjectNode object, boolean ofCustomer) {
        boolean charge = isA(object, "charge");
        ObjectNode copy = null;
        for (var field : object.properties()) {
            // A source of before payment methods: a card with its holder's name and address.
            boolean stored = isStored(field.getKey(), ofCustomer)
                    && !(charge && field.getKey().equals("source"));
            var value = stored ? without(field.getValue(), ofCustomer) : null;
            if (value != field.getValue() && copy == null) {
                copy = before(field.getKey(), object);
            }
            if (value != null && copy != null) {
                copy.set(field.getKey(), value);
            }
        }
        return copy == null ? object : copy;
    }

    private static ObjectNode before(String end, ObjectNode object) {
        var copy = JsonNodeFactory.instance.objectNode();
        for (var field : object.properties()) {
            if (field.getKey().equals(end)) {
                break;
            }
            copy.set(field.getKey(), field.getValue());
        }
        return copy;
    }

    @SuppressWarnings("ReferenceEquality") // as above
    private static ArrayNode without(ArrayNode array, boolean ofCustomer) {
        var copy = JsonNodeFactory.instance.arrayNode(array.size());
        boolean same = true;
        for (var element : array) {
            var kept = without(element, ofCustomer);
            copy.add(kept);
            same &= kept == element;
        }
        return same ? array : copy;
    }

    private static boolean isStored(String field, boolean ofCustomer) {
        return !BEARERS.contains(field) && !PERSONAL.contains(field) && (ofCustomer || !CUSTOMERS_OWN.contains(field));
    }
}
