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
    /**
     * Whoever has one of these may pay, see or change something; and what an invoice repeats of the customer's person has its
     * place in the customer's row, from where it can be erased.
     */
    private static final Set<String> NEVER_STORED = Set.of(
            "client_secret",
            "url",
            "hosted_invoice_url",
            "invoice_pdf",
            "receipt_url",
            "customer_email",
            "customer_name",
            "customer_phone",
            "customer_address",
            "customer_shipping",
            "customer_tax_ids");

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

    /** The object as it may be stored. */
    static JsonNode withoutSecrets(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                var copy = JsonNodeFactory.instance.objectNode();
                object.properties().stream()
                        .filter(field -> !NEVER_STORED.contains(field.getKey()))
                        .forEach(field -> copy.set(field.getKey(), withoutSecrets(field.getValue())));
                yield copy;
            }
            case ArrayNode array -> {
                var copy = JsonNodeFactory.instance.arrayNode();
                array.forEach(element -> copy.add(withoutSecrets(element)));
                yield copy;
            }
            default -> node;
        };
    }
}
