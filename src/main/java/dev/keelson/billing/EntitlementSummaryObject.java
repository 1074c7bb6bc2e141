package dev.keelson.billing;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stripe's summary of what a customer is entitled to. It has no id, so that it gets its customer's, and it shows ten
 * entitlements at most.
 */
final class EntitlementSummaryObject {
    static final String OBJECT = "entitlements.active_entitlement_summary";

    /** A thin event names no summary by an id, but by the list of its customer's entitlements. */
    private static final Pattern CUSTOMER_IN_URL = Pattern.compile("[?&]customer=([\\w-]+)");

    private EntitlementSummaryObject() {}

    /** The same object with an id where it is a summary, or a thin event's reference to one. */
    static JsonNode withId(JsonNode object) {
        boolean summary =
                OBJECT.equals(StripeJson.text(object, "object")) || OBJECT.equals(StripeJson.text(object, "type"));
        String customer = summary && StripeJson.text(object, "id") == null ? customer(object) : null;
        return customer == null ? object : ((ObjectNode) object.deepCopy()).put("id", customer);
    }

    private static @Nullable String customer(JsonNode object) {
        String named = StripeJson.id(object, "customer");
        if (named != null) {
            return named;
        }
        var url = CUSTOMER_IN_URL.matcher(object.path("url").asString(""));
        return url.find() ? url.group(1) : null;
    }

    /** Whether the customer has more entitlements than the summary shows, or it shows none at all. */
    static boolean isCut(JsonNode summary) {
        var entitlements = summary.path("entitlements");
        return StripeJson.flag(entitlements, "has_more") || !entitlements.isObject();
    }

    /** As Stripe would say it if it said all of it. */
    static JsonNode of(String customer, boolean livemode, List<JsonNode> entitlements) {
        var summary = JsonNodeFactory.instance.objectNode();
        summary.put("object", OBJECT)
                .put("id", customer)
                .put("customer", customer)
                .put("livemode", livemode);
        var list = summary.putObject("entitlements").put("object", "list").put("has_more", false);
        list.putArray("data").addAll(entitlements);
        return summary;
    }
}
