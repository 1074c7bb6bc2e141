package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxReset;
import dev.keelson.sandbox.server.SandboxStore;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a shop that starts with the sandbox sells: three plans with a monthly price in four currencies, by stable ids, and a
 * feature that comes with two of them.
 */
@Component
class Catalogue {
    private static final List<Plan> PLANS = List.of(
            new Plan(
                    "starter",
                    "Starter",
                    "For one person who posts now and then",
                    Map.of("usd", 900L, "eur", 900L, "gbp", 800L, "jpy", 1400L),
                    Map.of(
                            "feature_scheduling", "true",
                            "feature_analytics", "false",
                            "feature_bulk_import", "false",
                            "limit_posts_per_month", "30",
                            "limit_social_accounts", "3")),
            new Plan(
                    "pro",
                    "Pro",
                    "For a business that posts every day",
                    Map.of("usd", 2900L, "eur", 2900L, "gbp", 2500L, "jpy", 4500L),
                    Map.of(
                            "feature_scheduling", "true",
                            "feature_analytics", "true",
                            "feature_bulk_import", "true",
                            "limit_posts_per_month", "300",
                            "limit_social_accounts", "10")),
            new Plan(
                    "agency",
                    "Agency",
                    "For an agency with many brands",
                    Map.of("usd", 9900L, "eur", 9900L, "gbp", 8500L, "jpy", 15000L),
                    Map.of(
                            "feature_scheduling", "true",
                            "feature_analytics", "true",
                            "feature_bulk_import", "true",
                            "limit_posts_per_month", "3000",
                            "limit_social_accounts", "50")));
    private static final List<String> CURRENCIES = List.of("usd", "eur", "gbp", "jpy");

    private final StripeObjects objects;
    private final SandboxStore store;
    private final StripeClock clock;
    private final ProductFeatures features;

    Catalogue(StripeObjects objects, SandboxStore store, StripeClock clock, ProductFeatures features) {
        this.objects = objects;
        this.store = store;
        this.clock = clock;
        this.features = features;
    }

    /** @param amounts monthly price in minor units by currency */
    private record Plan(
            String key, String name, String description, Map<String, Long> amounts, Map<String, String> metadata) {
        String product() {
            return "prod_" + key;
        }

        String price(String currency) {
            return "price_%s_monthly_%s".formatted(key, currency);
        }
    }

    @EventListener(ApplicationStartedEvent.class)
    void started() {
        store.atomically(() -> {
            if (objects.all(Kind.PRODUCT).isEmpty()) {
                fill();
            }
        });
    }

    @EventListener(SandboxReset.class)
    void reset() {
        fill();
    }

    private void fill() {
        clock.doneUntil(clock.now());
        PLANS.forEach(plan -> {
            objects.create(product(plan));
            CURRENCIES.forEach(currency -> objects.create(price(plan, currency)));
        });
        var support = objects.blank(Kind.FEATURE, Kind.FEATURE.newId())
                .put("lookup_key", "priority_support")
                .put("name", "Priority support");
        objects.save(support);
        List.of("prod_pro", "prod_agency").forEach(product -> features.attach(product, support));
    }

    private ObjectNode product(Plan plan) {
        var product = objects.blank(Kind.PRODUCT, plan.product())
                .put("name", plan.name())
                .put("description", plan.description())
                .put("default_price", plan.price("usd"));
        product.set("updated", product.get("created"));
        product.withObject("/metadata").put("plan", plan.key());
        plan.metadata().forEach(product.withObject("/metadata")::put);
        return product;
    }

    private ObjectNode price(Plan plan, String currency) {
        var amount = plan.amounts().getOrDefault(currency, 0L);
        var price = objects.blank(Kind.PRICE, plan.price(currency))
                .put("currency", currency)
                .put("product", plan.product())
                .put("unit_amount", amount)
                .put("unit_amount_decimal", Long.toString(amount))
                .put("nickname", "%s monthly".formatted(plan.name()))
                .put("lookup_key", "%s_monthly_%s".formatted(plan.key(), currency))
                .put("type", "recurring");
        price.set("recurring", Prices.recurring("month", 1));
        return price;
    }
}
