package dev.keelson.billing;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What else a customer has: planned changes of a subscription, Checkouts, tax ids, entitlements. */
final class CustomerKinds {
    static final MirrorKind SUBSCRIPTION_SCHEDULE = MirrorKind.of(MirrorTable.SUBSCRIPTION_SCHEDULES)
            .ofCustomer("customer")
            .text("stripe_subscription_id", CustomerKinds::subscription)
            .texts("status", "end_behavior")
            .time("phase_start", schedule -> schedule.path("current_phase"), "start_date")
            .time("phase_end", schedule -> schedule.path("current_phase"), "end_date")
            .times("canceled_at", "completed_at", "released_at")
            .keepingOfTheErased(Books::only)
            .build();

    static final MirrorKind CHECKOUT_SESSION = MirrorKind.of(MirrorTable.CHECKOUT_SESSIONS)
            .ofCustomer("customer")
            .texts("mode", "status", "payment_status", "currency")
            .numbers("amount_total")
            .id("stripe_subscription_id", "subscription")
            .id("stripe_payment_intent_id", "payment_intent")
            .id("stripe_setup_intent_id", "setup_intent")
            .times("expires_at")
            .issuedAt()
            .keepingOfTheErased(Books::only)
            .build();

    static final MirrorKind TAX_ID = MirrorKind.of(MirrorTable.TAX_IDS)
            .ofCustomer("customer")
            .texts("type", "value", "country")
            .text("verification_status", taxId -> StripeJson.text(taxId.path("verification"), "status"))
            .keepingOfTheErased(Books::mark)
            .keepingOfTheGone(Books::mark)
            .build();

    static final MirrorKind ENTITLEMENT_SUMMARY = MirrorKind.of(MirrorTable.ENTITLEMENT_SUMMARIES)
            .ofCustomer("customer")
            .json("features", CustomerKinds::features)
            .keepingOfTheErased(Books::mark)
            .build();

    private CustomerKinds() {}

    /** A schedule that has let its subscription go remembers it elsewhere. */
    private static @Nullable String subscription(JsonNode schedule) {
        String id = StripeJson.id(schedule, "subscription");
        return id == null ? StripeJson.id(schedule, "released_subscription") : id;
    }

    private static JsonNode features(JsonNode summary) {
        var features = JsonNodeFactory.instance.arrayNode();
        summary.path("entitlements")
                .path("data")
                .valueStream()
                .map(entitlement -> entitlement.path("lookup_key").asString(""))
                .filter(key -> !key.isEmpty())
                .distinct()
                .sorted()
                .forEach(features::add);
        return features;
    }
}
