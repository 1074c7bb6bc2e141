package dev.keelson.billing;

import dev.keelson.audit.AuditLog;
import dev.keelson.auth.PlanChanged;
import dev.keelson.billing.entitlements.Entitlements;
import dev.keelson.billing.grants.Grants;
import dev.keelson.billing.standing.Notices;
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

/**
 * Works out which plan a user has, from all that the user's subscriptions give ({@link Grants}): the only place where that is
 * decided. Who changes something that a plan, an entitlement or a notice depends on has it worked out again here.
 */
@Component
class UserPlans {
    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final Grants grants;
    private final Notices notices;
    private final Entitlements entitlements;
    private final AuditLog audit;
    private final ApplicationEventPublisher events;

    UserPlans(
            JdbcClient jdbc,
            InstantSource clock,
            Grants grants,
            Notices notices,
            Entitlements entitlements,
            AuditLog audit,
            ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.grants = grants;
        this.notices = notices;
        this.entitlements = entitlements;
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

        static Plan of(Grants.Held held) {
            return held.dearest()
                    .map(grant -> new Plan(grant.plan(), grant.product(), grant.periodStart(), grant.periodEnd()))
                    .orElse(FREE);
        }
    }

    private record Stored(Plan plan, @Nullable Instant dueAt, long version) {}

    /** Tells the others, in this transaction, of each user whose plan is another than before. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void recompute(Set<UserId> users) {
        if (users.isEmpty()) {
            return;
        }
        // Locked before the subscriptions are read: of two events at the same time the later one sees both.
        var stored = lock(users);
        var held = grants.of(users);
        var changes = stored.entrySet().stream()
                .map(before -> new Change(
                        before.getKey(), before.getValue(), held.getOrDefault(before.getKey(), Grants.Held.NOTHING)))
                .filter(Change::isAny)
                .toList();
        store(changes);
        changes.stream().filter(Change::isOfThePlan).forEach(this::tell);
        notices.tell(users);
        entitlements.changed(users);
    }

    private record Change(UserId user, Stored before, Grants.Held held) {
        Plan after() {
            return Plan.of(held);
        }

        /** The same plan in another period, or another plan, or the next change by time alone is due at another time. */
        boolean isAny() {
            return !after().equals(before.plan()) || !Objects.equals(held.dueAt(), before.dueAt());
        }

        boolean isOfThePlan() {
            return !after().name().equals(before.plan().name());
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
                .query((row, _) -> plan(row))
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
                        select user_id, plan, stripe_product_id, period_start, period_end, due_at, version
                        from user_plans where user_id = any(:users) order by user_id for no key update
                        """).param("users", values(users)).query(row -> {
            stored.put(user(row), new Stored(plan(row), Timestamps.instant(row, "due_at"), row.getLong("version")));
        });
        return stored;
    }

    /** Whose plan, or what they have to be told, may be another by now, those who have waited longest first. */
    Set<UserId> due(int limit) {
        return Set.copyOf(jdbc.sql("select user_id from user_plans where due_at <= :now order by due_at limit :limit")
                .param("now", Timestamps.at(clock.instant()))
                .param("limit", limit)
                .query((row, _) -> user(row))
                .list());
    }

    private static UserId user(ResultSet row) throws SQLException {
        return new UserId(row.getObject("user_id", UUID.class));
    }

    private static Plan plan(ResultSet row) throws SQLException {
        return new Plan(
                row.getString("plan"),
                row.getString("stripe_product_id"),
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
                          period_end = n.period_end, due_at = n.due_at, version = n.version, updated_at = :now
                        from unnest(:user, :plan, :product, :start::timestamptz[], :end::timestamptz[],
                            :due::timestamptz[], :version)
                          as n (user_id, plan, product, period_start, period_end, due_at, version)
                        where p.user_id = n.user_id
                        """)
                .params(new Columns<>(changes)
                        .ids("user", change -> change.user().value())
                        .texts("plan", change -> change.after().name())
                        .texts("product", change -> change.after().productId())
                        .times("start", change -> change.after().periodStart())
                        .times("end", change -> change.after().periodEnd())
                        .times("due", change -> change.held().dueAt())
                        .numbers("version", Change::version)
                        .parameters())
                .param("now", Timestamps.at(clock.instant()))
                .update();
    }
}
