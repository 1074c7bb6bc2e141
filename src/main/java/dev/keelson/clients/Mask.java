package dev.keelson.clients;

import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/**
 * Bodies as they may be logged: their form, and of their texts only those that say what kind of thing something is. What is not
 * known to be harmless is not shown, so that a field that a vendor adds tomorrow tells nothing.
 */
final class Mask {
    private static final Set<String> HARMLESS =
            Set.of("object", "type", "status", "code", "decline_code", "currency", "platform", "interval", "mode");

    private final JsonMapper json;

    Mask(JsonMapper json) {
        this.json = json;
    }

    String body(byte[] body) {
        if (body.length == 0) {
            return "none";
        }
        try {
            return masked(json.readTree(body), "").toString();
        } catch (JacksonException e) {
            return "(" + body.length + " bytes)";
        }
    }

    private JsonNode masked(JsonNode node, String name) {
        if (node.isObject()) {
            var shown = json.createObjectNode();
            node.propertyStream()
                    .forEach(field -> shown.set(shownName(field.getKey()), masked(field.getValue(), field.getKey())));
            return shown;
        }
        if (node.isArray()) {
            var shown = json.createArrayNode();
            node.valueStream().forEach(element -> shown.add(masked(element, name)));
            return shown;
        }
        return node.isString() && !HARMLESS.contains(name)
                ? StringNode.valueOf("(" + node.asString().length() + ")")
                : node.isNumber() && !HARMLESS.contains(name) ? StringNode.valueOf("(number)") : node;
    }

    /** Names are the vendor's own, apart from those in maps of free form, such as metadata. */
    private static String shownName(String name) {
        return name.length() <= 40 && name.chars().allMatch(c -> c == '_' || Character.isLetterOrDigit(c)) ? name : "…";
    }
}
