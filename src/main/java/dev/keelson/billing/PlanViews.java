package dev.keelson.billing;

import dev.keelson.clients.stripe.StripeSettings;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads what is on sale. */
@Component
class PlanViews {
    private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};
    private static final TypeReference<TreeMap<String, @Nullable Long>> LIMITS = new TypeReference<>() {};
    private static final TypeReference<TreeMap<String, Long>> ADDED = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final StripeSettings settings;

    PlanViews(JdbcClient jdbc, JsonMapper json, StripeSettings settings) {
        this.jdbc = jdbc;
        this.json = json;
        this.settings = settings;
    }

    /**
     * A product on sale.
     *
     * @param id ours
     * @param plan the plan that a user has who pays for it
     * @param features see {@link ProductObject} for what is read
     * @param limits null where there is no limit
     * @param addedLimits what each of it adds to the limits of another
     */
    record Plan(
            UUID id,
            String stripeId,
            String plan,
            String name,
            @Nullable String description,
            List<String> features,
            SortedMap<String, @Nullable Long> limits,
            SortedMap<String, Long> addedLimits,
            List<Price> prices) {}

    /**
     * @param currency ISO 4217, lower case as at Stripe
     * @param unitAmount minor units; null for tiered and customer-chosen amounts
     * @param interval {@code day}, {@code week}, {@code month} or {@code year}; null for one-time prices
     */
    record Price(
            UUID id,
            String stripeId,
            String currency,
            @Nullable Long unitAmount,
            @Nullable String interval,
            @Nullable Integer intervalCount,
            @Nullable Integer trialDays) {}

    private record PriceOf(String product, Price price) {}

    /** Products with at least one price, the cheapest first. */
    List<Plan> all() {
        Map<String, List<Price>> prices = jdbc
                .sql("""
                        select id, stripe_id, stripe_product_id, currency, unit_amount, recurring_interval, interval_count,
                          trial_days
                        from prices where active and deleted_at is null and livemode = :livemode
                        order by unit_amount nulls last, currency, stripe_id
                        """)
                .param("livemode", settings.livemode())
                .query((row, _) -> new PriceOf(
                        row.getString("stripe_product_id"),
                        new Price(
                                row.getObject("id", UUID.class),
                                row.getString("stripe_id"),
                                row.getString("currency"),
                                row.getObject("unit_amount", Long.class),
                                row.getString("recurring_interval"),
                                row.getObject("interval_count", Integer.class),
                                row.getObject("trial_days", Integer.class))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        PriceOf::product, Collectors.mapping(PriceOf::price, Collectors.toList())));
        return jdbc
                .sql("""
                        select id, stripe_id, plan, name, description, features, limits, added_limits
                        from products p where active and deleted_at is null and livemode = :livemode
                        order by (select min(unit_amount) from prices where stripe_product_id = p.stripe_id and active
                          and deleted_at is null) nulls last, stripe_id
                        """)
                .param("livemode", settings.livemode())
                .query((row, _) -> new Plan(
                        row.getObject("id", UUID.class),
                        row.getString("stripe_id"),
                        row.getString("plan"),
                        row.getString("name"),
                        row.getString("description"),
                        json.readValue(row.getString("features"), NAMES),
                        json.readValue(row.getString("limits"), LIMITS),
                        json.readValue(row.getString("added_limits"), ADDED),
                        prices.getOrDefault(row.getString("stripe_id"), List.of())))
                .list()
                .stream()
                .filter(plan -> !plan.prices().isEmpty())
                .toList();
    }
}
