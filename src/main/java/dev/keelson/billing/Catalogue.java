package dev.keelson.billing;

import dev.keelson.billing.entitlements.Entitlements;
import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The products and prices as they are stored. */
@Component
class Catalogue {
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final IdGenerator ids;
    private final InstantSource clock;
    private final StripeSettings settings;
    private final UserPlans plans;
    private final Entitlements entitlements;

    Catalogue(
            JdbcClient jdbc,
            JsonMapper json,
            IdGenerator ids,
            InstantSource clock,
            StripeSettings settings,
            UserPlans plans,
            Entitlements entitlements) {
        this.jdbc = jdbc;
        this.json = json;
        this.ids = ids;
        this.clock = clock;
        this.settings = settings;
        this.plans = plans;
        this.entitlements = entitlements;
    }

    /**
     * A price that is on sale.
     *
     * @param id ours
     * @param trialDays how long it may be tried for nothing, as the price itself says; null where it says nothing
     */
    record Price(UUID id, String stripeId, @Nullable Integer trialDays) {}

    void writeProduct(Snapshot snapshot) {
        var product = ProductObject.from(snapshot.object());
        boolean planChanges = !product.plan().equals(storedPlan(snapshot.stripeId()));
        jdbc.sql("""
                        insert into products (id, stripe_id, name, description, plan, active, features, limits,
                          added_limits, livemode, raw, stripe_version, fetched_at, deleted_at, created_at, updated_at)
                        values (:id, :stripeId, :name, :description, :plan, :active, :features::jsonb, :limits::jsonb,
                          :added::jsonb, :livemode, :raw::jsonb, :version, :fetchedAt, :deletedAt, :now, :now)
                        on conflict (stripe_id) do update set
                          name = excluded.name, description = excluded.description, plan = excluded.plan,
                          active = excluded.active, features = excluded.features, limits = excluded.limits,
                          added_limits = excluded.added_limits, livemode = excluded.livemode, raw = excluded.raw,
                          stripe_version = excluded.stripe_version, fetched_at = excluded.fetched_at, deleted_at = excluded.deleted_at,
                          updated_at = excluded.updated_at
                        """)
                .params(snapshot.columns())
                .param("id", ids.next())
                .param("now", Timestamps.at(clock.instant()))
                .param("name", product.name())
                .param("description", product.description())
                .param("plan", product.plan())
                .param("active", product.active())
                .param("features", json.writeValueAsString(product.features()))
                .param("limits", json.writeValueAsString(product.limits()))
                .param("added", json.writeValueAsString(product.addedLimits()))
                .update();
        if (planChanges) {
            plans.recompute(subscribersOf(snapshot.stripeId()));
        }
        entitlements.catalogueChanged();
    }

    void writePrice(Snapshot snapshot) {
        var price = PriceObject.from(snapshot.object());
        jdbc.sql("""
                        insert into prices (id, stripe_id, stripe_product_id, active, currency, unit_amount,
                          recurring_interval, interval_count, trial_days, livemode, raw, stripe_version, fetched_at,
                          deleted_at, created_at, updated_at)
                        values (:id, :stripeId, :product, :active, :currency, :unitAmount, :interval, :intervalCount,
                          :trialDays, :livemode, :raw::jsonb, :version, :fetchedAt, :deletedAt, :now, :now)
                        on conflict (stripe_id) do update set
                          stripe_product_id = excluded.stripe_product_id, active = excluded.active,
                          currency = excluded.currency, unit_amount = excluded.unit_amount,
                          recurring_interval = excluded.recurring_interval, interval_count = excluded.interval_count,
                          trial_days = excluded.trial_days, livemode = excluded.livemode, raw = excluded.raw,
                          stripe_version = excluded.stripe_version, fetched_at = excluded.fetched_at,
                          deleted_at = excluded.deleted_at, updated_at = excluded.updated_at
                        """)
                .params(snapshot.columns())
                .param("id", ids.next())
                .param("now", Timestamps.at(clock.instant()))
                .param("product", StripeJson.required(snapshot.object(), "product"))
                .param("active", price.active())
                .param("currency", StripeJson.required(snapshot.object(), "currency"))
                .param("unitAmount", price.unitAmount())
                .param("interval", price.interval())
                .param("intervalCount", price.intervalCount())
                .param("trialDays", price.trialDays())
                .update();
    }

    boolean isEmpty() {
        return jdbc.sql("select not exists (select 1 from products where livemode = :livemode and name is not null)")
                .param("livemode", settings.livemode())
                .query(Boolean.class)
                .single();
    }

    /** Of these products, Stripe's ids, the ones that nobody has told us of. */
    Set<String> unknown(Set<String> stripeIds) {
        return jdbc.sql("""
                        select wanted.id from unnest(:ids) wanted (id)
                        where not exists (select from products p where p.stripe_id = wanted.id)
                        """)
                .param("ids", stripeIds.toArray(String[]::new))
                .query((row, _) -> row.getString("id"))
                .set();
    }

    /** @param id our id of the price, or Stripe's */
    Optional<Price> findSubscribable(String id) {
        return findOnSale(id, true);
    }

    /**
     * A price that is paid once.
     *
     * @param id our id of the price, or Stripe's
     */
    Optional<Price> findOneTime(String id) {
        return findOnSale(id, false);
    }

    private Optional<Price> findOnSale(String id, boolean recurring) {
        return jdbc.sql("""
                        select pr.id, pr.stripe_id, pr.trial_days
                        from prices pr join products p on p.stripe_id = pr.stripe_product_id
                        where (pr.id::text = :id or pr.stripe_id = :id)
                          and pr.active and pr.deleted_at is null
                          and (pr.recurring_interval is not null) = :recurring
                          and p.active and p.deleted_at is null and pr.livemode = :livemode
                        """)
                .param("id", id)
                .param("recurring", recurring)
                .param("livemode", settings.livemode())
                .query((row, _) -> new Price(
                        row.getObject("id", UUID.class),
                        row.getString("stripe_id"),
                        row.getObject("trial_days", Integer.class)))
                .optional();
    }

    private @Nullable String storedPlan(String stripeId) {
        return jdbc.sql("select plan from products where stripe_id = :id")
                .param("id", stripeId)
                .query(String.class)
                .optional()
                .orElse(null);
    }

    private Set<UserId> subscribersOf(String productId) {
        return jdbc.sql("""
                        select distinct s.user_id
                        from subscriptions s join subscription_items i on i.subscription_id = s.id
                        where i.stripe_product_id = :product and s.user_id is not null and s.status in (:live)
                        """)
                .param("product", productId)
                .param("live", Subscriptions.LIVE)
                .query((row, _) -> new UserId(row.getObject("user_id", UUID.class)))
                .set();
    }
}
