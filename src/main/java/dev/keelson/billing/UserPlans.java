package dev.keelson.billing;

import dev.keelson.audit.AuditLog;
import dev.keelson.auth.PlanChanged;
import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
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

    /** Tells the others, in this transaction, of each user whose plan is another than before. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void recompute(Set<UserId> users) {
        if (users.isEmpty()) {
            return;
        }
        // Locked before the subscriptions are read: of two events at the same time the later one sees both.
        var stored = lock(users);
        var changes = best(users).entrySet().stream()
                .map(best ->
                        new Change(best.getKey(), Objects.requireNonNull(stored.get(best.getKey())), best.getValue()))
                .filter(change -> !change.after().equals(change.before().plan()))
                .toList();
        store(changes);
        changes.stream().filter(Change::isOfThePlan).forEach(this::tell);
    }

    /** @param after the same plan in another period, or another plan */
    private record Change(UserId user, Stored before, Plan after) {
        boolean isOfThePlan() {
            return !after.name().equals(before.plan().name());
        }

        long version() {
            return isOfThePlan() ? before.version() + 1 : before.version();
        }
    }

    private void tell(Change change) {
        audit.record(
                null,
                "plan.changed",
                change.user().toString(),
                Map.of(
                        "from",
                        change.before().plan().name(),
                        "to",
                        change.after().name(),
                        "version",
                        change.version()));
        events.publishEvent(new PlanChanged(change.user(), change.after().name(), change.version()));
    }

    Plan of(UserId user) {
        return jdbc.sql(
                        "select plan, stripe_product_id, period_start, period_end from user_plans where user_id = :user")
                .param("user", user.value())
                .query((row, _) -> plan(row, "stripe_product_id"))
                .optional()
                .orElse(Plan.FREE);
    }

    private Map<UserId, Stored> lock(Set<UserId> users) {
        jdbc.sql("""
                        insert into user_plans (user_id, plan, version, created_at, updated_at)
                        select wanted.id, :plan, 0, :now, :now from unnest(:users) wanted (id)
                        where not exists (select from user_plans p where p.user_id = wanted.id)
                        order by wanted.id on conflict (user_id) do nothing
                        """)
                .param("users", values(users))
                .param("plan", PlanChanged.FREE)
                .param("now", Timestamps.at(clock.instant()))
                .update();
        var stored = new HashMap<UserId, Stored>();
        jdbc.sql("""
                        select user_id, plan, stripe_product_id, period_start, period_end, version
                        from user_plans where user_id = any(:users) order by user_id for no key update
                        """).param("users", values(users)).query(row -> {
            stored.put(user(row), new Stored(plan(row, "stripe_product_id"), row.getLong("version")));
        });
        return stored;
    }

    /** The dearest by the month; currencies are not converted, because only the order matters and ties are rare. */
    private Map<UserId, Plan> best(Set<UserId> users) {
        var best = new HashMap<UserId, Plan>();
        jdbc.sql("""
                        select wanted.id as user_id, b.*
                        from unnest(:users) wanted (id)
                        left join lateral (
                          select p.plan, p.stripe_id, i.current_period_start as period_start,
                            i.current_period_end as period_end
                          from subscriptions s
                            join subscription_items i on i.subscription_id = s.id
                            join products p on p.stripe_id = i.stripe_product_id and p.plan is not null
                          where s.user_id = wanted.id and s.status in (:live) and s.deleted_at is null
                            and s.livemode = :livemode
                          order by coalesce(i.unit_amount, 0)::numeric * coalesce(i.quantity, 1)
                              * case i.recurring_interval
                                  when 'day' then 365 / 12.0 when 'week' then 52 / 12.0 when 'year' then 1 / 12.0 else 1
                                end
                              / greatest(coalesce(i.interval_count, 1), 1) desc,
                            p.plan, i.stripe_id
                          limit 1) b on true
                        """)
                .param("users", values(users))
                .param("live", Subscriptions.LIVE)
                .param("livemode", settings.livemode())
                .query(row -> {
                    best.put(user(row), row.getString("plan") == null ? Plan.FREE : plan(row, "stripe_id"));
                });
        return best;
    }

    private static UserId user(ResultSet row) throws SQLException {
        return new UserId(row.getObject("user_id", UUID.class));
    }

    private static Plan plan(ResultSet row, String product) throws SQLException {
        return new Plan(
                row.getString("plan"),
                row.getString(product),
                Timestamps.instant(row, "period_start"),
                Timestamps.instant(row, "period_end"));
    }

    private static UUID[] values(Set<UserId> users) {
        return users.stream().map(UserId::value).toArray(UUID[]::new);
    }

    private void store(List<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        update user_plans p set plan = n.plan, stripe_product_id = n.product, period_start = n.period_start,
                          period_end = n.period_end, version = n.version, updated_at = :now
                        from unnest(:user, :plan, :product, :start::timestamptz[], :end::timestamptz[], :version)
                          as n (user_id, plan, product, period_start, period_end, version)
                        where p.user_id = n.user_id
                        """)
                .params(new Columns<>(changes)
                        .ids("user", change -> change.user().value())
                        .texts("plan", change -> change.after().name())
                        .texts("product", change -> change.after().productId())
                        .times("start", change -> change.after().periodStart())
                        .times("end", change -> change.after().periodEnd())
                        .numbers("version", Change::version)
                        .parameters())
                .param("now", Timestamps.at(clock.instant()))
                .update();
    }
}
