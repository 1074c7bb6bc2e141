package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** What customers may use: the features of the products that their running subscriptions are for. */
@Component
class ActiveEntitlements {
    private static final String KIND = "stripe.active_entitlements";
    private static final int SHOWN = 10;
    private static final Set<SubscriptionStatus> ENTITLING =
            Set.of(SubscriptionStatus.TRIALING, SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE);

    private final StripeObjects objects;
    private final StripeEvents events;
    private final SandboxStore store;
    private final ProductFeatures features;

    ActiveEntitlements(StripeObjects objects, StripeEvents events, SandboxStore store, ProductFeatures features) {
        this.objects = objects;
        this.events = events;
        this.store = store;
        this.features = features;
    }

    @EventListener
    void changed(ObjectChanged change) {
        if (change.kind() == Kind.SUBSCRIPTION) {
            refresh(Json.string(change.node(), "customer"));
        }
    }

    /** A product's features have changed. */
    void refreshAll() {
        objects.all(Kind.SUBSCRIPTION).stream()
                .map(subscription -> Json.string(subscription, "customer"))
                .distinct()
                .forEach(this::refresh);
    }

    private void refresh(String customer) {
        var before = of(customer);
        var entitled = entitled(customer);
        var known = before.stream().collect(Collectors.toMap(each -> Json.string(each, "feature"), each -> each));
        if (known.keySet().equals(entitled.keySet())) {
            return;
        }
        var after = entitled.values().stream()
                .map(feature -> known.getOrDefault(Json.string(feature, "id"), entitlement(feature)))
                .toList();
        store.put(KIND, customer, ObjectList.of(url(customer), after, false));
        var previous = Json.object();
        previous.putObject("entitlements").putArray("data").addAll(shown(before));
        events.emit("entitlements.active_entitlement_summary.updated", summary(customer, after), previous);
    }

    /** Features by their ids, in the order of their subscriptions. */
    private Map<String, ObjectNode> entitled(String customer) {
        var entitled = new LinkedHashMap<String, ObjectNode>();
        objects.all(Kind.SUBSCRIPTION).reversed().stream()
                .filter(subscription -> Json.is(subscription, "customer", customer))
                .filter(subscription -> ENTITLING.contains(SubscriptionStatus.of(subscription)))
                .flatMap(subscription -> Json.data(subscription, "items"))
                .flatMap(item -> features.of(Json.string(item, "price", "product")).stream())
                .forEach(feature -> entitled.put(Json.string(feature, "id"), feature));
        return entitled;
    }

    private ObjectNode entitlement(ObjectNode feature) {
        return objects.blank(Kind.ACTIVE_ENTITLEMENT)
                .put("feature", Json.string(feature, "id"))
                .put("lookup_key", Json.string(feature, "lookup_key"));
    }

    private static ObjectNode summary(String customer, List<ObjectNode> entitlements) {
        var summary = Json.object()
                .put("object", "entitlements.active_entitlement_summary")
                .put("customer", customer)
                .put("livemode", false);
        summary.set("entitlements", ObjectList.of(url(customer), shown(entitlements), entitlements.size() > SHOWN));
        return summary;
    }

    private static List<ObjectNode> shown(List<ObjectNode> entitlements) {
        return entitlements.subList(0, Math.min(SHOWN, entitlements.size()));
    }

    List<ObjectNode> of(String customer) {
        return store.find(KIND, customer)
                .map(list -> list.path("data")
                        .valueStream()
                        .map(ObjectNode.class::cast)
                        .toList())
                .orElseGet(List::of);
    }

    private static String url(String customer) {
        return "/v1/customer/%s/entitlements".formatted(customer);
    }
}
