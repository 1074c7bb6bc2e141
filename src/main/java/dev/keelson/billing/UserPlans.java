package dev.keelson.billing;

import dev.keelson.audit.AuditLog;
import dev.keelson.auth.PlanChanged;
import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Works out which plan a user has, from all of the user's subscriptions: the only place where that is decided. */
@Component
class UserPlans {
    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final StripeSettings settings;
    private final AuditLog audit;
    private final ApplicationEventPublisher events;

    UserPlans(
            JdbcClient jdbc,
            InstantSource clock,
            StripeSettings settings,
            AuditLog audit,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.settings = settings;
        this.audit = audit;
        this.events = events;
    }

    /**
     * @param productId null on the free plan
     * @param periodStart of the subscription that gives the plan; null on the free plan
     */
    record Plan(
            String name,
            @Nullable String productId,
            @Nullable Instant periodStart,
            @Nullable Instant periodEnd) {
        static final Plan FREE = new Plan(PlanChanged.FREE, null, null, null);
    }

    private record Stored(Plan plan, long version) {}

    /** Tells the others, in this transaction, where the plan is another than before. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void recompute(UserId user) {
        // Locked before the subscriptions are read: of two events at the same time the later one sees both.
        var stored = lock(user);
        var plan = best(user).orElse(Plan.FREE);
        if (plan.equals(stored.plan())) {
            return;
        }
        boolean changed = !plan.name().equals(stored.plan().name());
        long version = changed ? stored.version() + 1 : stored.version();
        store(user, plan, version);
        if (changed) {
            audit.record(
                    null,
                    "plan.changed",
                    user.toString(),
                    Map.of("from", stored.plan().name(), "to", plan.name(), "version", version));
            events.publishEvent(new PlanChanged(user, plan.name(), version));
        }
    }

    Plan of(UserId user) {
        return jdbc.sql(
                        "select plan, stripe_product_id, period_start, period_end from user_plans where user_id = :user")
                .param("user", user.value())
                .query((row, _) -> new Plan(
                        row.getString("plan"),
                        row.getString("stripe_product_id"),
                        Timestamps.instant(row, "period_start"),
                        Timestamps.instant(row, "period_end")))
                .optional()
                .orElse(Plan.FREE);
    }

    private Stored lock(UserId user) {
        jdbc.sql("""
                        insert into user_plans (user_id, plan, version, created_at, updated_at)
                        values (:user, :plan, 0, :now, :now) on conflict (user_id) do nothing
                        """)
                .param("user", user.value())
                .param("plan", PlanChanged.FREE)
                .param("now", Timestamps.at(clock.instant()))
                .update();
        return jdbc.sql("""
                        select plan, stripe_product_id, period_start, period_end, version
                        from user_plans where user_id = :user for update
                        """)
                .param("user", user.value())
                .query((row, _) -> new Stored(
                        new Plan(
                                row.getString("plan"),
                                row.getString("stripe_product_id"),
                                Timestamps.instant(row, "period_start"),
                                Timestamps.instant(row, "period_end")),
                        row.getLong("version")))
                .single();
    }

    /** The dearest by the month; currencies are not converted, because only the order matters and ties are rare. */
    private Optional<Plan> best(UserId user) {
        return jdbc.sql("""
                        select p.plan, p.stripe_id, i.current_period_start, i.current_period_end
                        from subscriptions s
                          join subscription_items i on i.subscription_id = s.id
                          join products p on p.stripe_id = i.stripe_product_id
                        where s.user_id = :user and s.status in (:live) and s.deleted_at is null
                          and s.livemode = :livemode
                        order by coalesce(i.unit_amount, 0)::numeric * coalesce(i.quantity, 1)
                            * case i.recurring_interval
                                when 'day' then 365 / 12.0 when 'week' then 52 / 12.0 when 'year' then 1 / 12.0 else 1 end
                            / greatest(coalesce(i.interval_count, 1), 1) desc,
                          p.plan, i.stripe_id
                        limit 1
                        """)
                .param("user", user.value())
                .param("live", Subscriptions.LIVE)
                .param("livemode", settings.livemode())
                .query((row, _) -> new Plan(
                        row.getString("plan"),
                        row.getString("stripe_id"),
                        Timestamps.instant(row, "current_period_start"),
                        Timestamps.instant(row, "current_period_end")))
                .optional();
    }

    private void store(UserId user, Plan plan, long version) {
        jdbc.sql("""
                        update user_plans set plan = :plan, stripe_product_id = :product, period_start = :start,
                          period_end = :end, version = :version, updated_at = :now
                        where user_id = :user
                        """)
                .param("user", user.value())
                .param("plan", plan.name())
                .param("product", plan.productId())
                .param("start", Timestamps.at(plan.periodStart()))
                .param("end", Timestamps.at(plan.periodEnd()))
                .param("version", version)
                .param("now", Timestamps.at(clock.instant()))
                .update();
    }
}
