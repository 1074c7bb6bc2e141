package dev.keelson.auth;

import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes from a vendor's JSON what lets whoever has it act as somebody, or open a page without signing in. */
final class WithoutSecrets {
    private static final Set<String> SECRETS = Set.of(
            "clientsecret",
            "secret",
            "token",
            "jwt",
            "password",
            "passwordhash",
            "otp",
            "otpcode",
            "profilekey",
            "hostedinvoiceurl",
            "invoicepdf",
            "receipturl");

    private WithoutSecrets() {}

    static JsonNode of(JsonNode node) {
        switch (node) {
            case ObjectNode object -> {
                object.propertyNames().stream()
                        .filter(WithoutSecrets::secret)
                        .toList()
                        .forEach(object::remove);
                object.forEach(WithoutSecrets::of);
            }
            case ArrayNode array -> array.forEach(WithoutSecrets::of);
            default -> {}
        }
        return node;
    }

    private static boolean secret(String field) {
        return SECRETS.contains(field.toLowerCase(Locale.ROOT).replace("_", ""));
    }
}
