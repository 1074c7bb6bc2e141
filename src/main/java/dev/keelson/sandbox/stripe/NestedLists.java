package dev.keelson.sandbox.stripe;

import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A list inside an object shows ten entries at most; who wants all of them asks for the list. */
final class NestedLists {
    private static final int SHOWN = 10;
    private static final Map<String, String> LISTS = Map.of("subscription", "items", "invoice", "lines");

    private NestedLists() {}

    static ObjectNode shorten(ObjectNode node) {
        var name = LISTS.get(Json.text(node, "object").orElse(""));
        if (name != null
                && node.get(name) instanceof ObjectNode list
                && list.get("data") instanceof ArrayNode data
                && data.size() > SHOWN) {
            list.put("has_more", true);
            while (data.size() > SHOWN) {
                data.remove(SHOWN);
            }
        }
        return node;
    }
}
