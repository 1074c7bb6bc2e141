package dev.keelson.billing.entitlements;

import dev.keelson.auth.PlanChanged;
import dev.keelson.billing.grants.Grant;
import dev.keelson.billing.grants.Grants;
import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what users may do: by the free plan, by the products of all their subscription items, as the catalogue has them now,
 * and by Stripe's own entitlements. Stripe lists these for a customer and not for a subscription, so they count while any item
 * gives anything; after a grace period nothing is left of them either.
 */
@Component
class Allowances {
    private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};
    private static final TypeReference<TreeMap<String, @Nullable Long>> LIMITS = new TypeReference<>() {};
    private static final TypeReference<TreeMap<String, Long>> ADDED = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Grants grants;
    private final FreePlan free;
    private final StripeSettings stripe;

    Allowances(JdbcClient jdbc, JsonMapper json, Grants grants, FreePlan free, StripeSettings stripe) {
        this.jdbc = jdbc;
        this.json = json;
        this.grants = grants;
        this.free = free;
        this.stripe = stripe;
    }

    Allowance read(UserId user) {
        var held = grants.of(Set.of(user)).getOrDefault(user, Grants.Held.NOTHING);
        var sources = new ArrayList<Allowance.Source>();
        sources.add(new Allowance.Source(
                Allowance.Kind.FREE,
                PlanChanged.FREE,
                null,
                null,
                1,
                null,
                free.features().stream().sorted().toList(),
                new TreeMap<>(free.limits()),
                Map.of()));
        if (held.grants().isEmpty()) {
            return Allowance.of(PlanChanged.FREE, sources, Reset.Billing.NONE, null);
        }
        var products = products(held.grants());
        held.grants().forEach(grant -> sources.add(source(grant, products)));
        var features = featuresOfStripe(user);
        if (!features.isEmpty()) {
            sources.add(new Allowance.Source(
                    Allowance.Kind.STRIPE, null, null, null, 1, null, features, Map.of(), Map.of()));
        }
        var until = held.grants().stream()
                .map(Grant::until)
                .filter(Objects::nonNull)
                .min(Instant::compareTo);
        var dearest = held.grants().getFirst();
        return Allowance.of(dearest.plan(), sources, billing(dearest), until.orElse(null));
    }

    private record Product(List<String> features, Map<String, @Nullable Long> limits, Map<String, Long> added) {}

    private Map<String, Product> products(Collection<Grant> held) {
        var products = new HashMap<String, Product>();
        jdbc.sql("select stripe_id, features, limits, added_limits from products where stripe_id = any(:ids)")
                .param("ids", held.stream().map(Grant::product).distinct().toArray(String[]::new))
                .query(row -> {
                    products.put(
                            row.getString("stripe_id"),
                            new Product(
                                    json.readValue(row.getString("features"), NAMES),
                                    json.readValue(row.getString("limits"), LIMITS),
                                    json.readValue(row.getString("added_limits"), ADDED)));
                });
        return products;
    }

    private static Allowance.Source source(Grant grant, Map<String, Product> products) {
        var product = products.getOrDefault(grant.product(), new Product(List.of(), Map.of(), Map.of()));
        return new Allowance.Source(
                Allowance.Kind.SUBSCRIPTION,
                grant.plan(),
                grant.product(),
                grant.subscription(),
                grant.quantity(),
                grant.until(),
                product.features(),
                product.limits(),
                product.added());
    }

    /** Of all of the user's customers. */
    private List<String> featuresOfStripe(UserId user) {
        var features = new TreeSet<String>();
        jdbc.sql("""
                        select features from entitlement_summaries
                        where user_id = :user and livemode = :livemode and deleted_at is null
                        """)
                .param("user", user.value())
                .param("livemode", stripe.livemode())
                .query(row -> {
                    features.addAll(json.readValue(row.getString("features"), NAMES));
                });
        return List.copyOf(features);
    }

    private Reset.Billing billing(Grant grant) {
        return new Reset.Billing(grant.periodStart(), grant.periodEnd(), anchor(grant.subscription()));
    }

    private @Nullable Instant anchor(UUID subscription) {
        return jdbc.sql("""
                        select case when jsonb_typeof(raw -> 'billing_cycle_anchor') = 'number'
                          then to_timestamp((raw ->> 'billing_cycle_anchor')::numeric) end as anchor
                        from subscriptions where id = :id
                        """)
                .param("id", subscription)
                .query((row, _) -> Optional.ofNullable(Timestamps.instant(row, "anchor")))
                .single()
                .orElse(null);
    }
}
