package dev.keelson.bench.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keelson.bench.faults.History.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the events have left in the tables, without our own ids and times, and how it differs from what it should be. */
final class FinalState {
    private static final String ROWS = """
            select 'customer ' || stripe_id, (user_id, claimed_user_id, email, name, currency, default_payment_method, livemode,
              raw, stripe_version, deleted_at)::text
            from customers
            union all
            select 'subscription ' || stripe_id, (user_id, stripe_customer_id, status, currency, current_period_start,
              current_period_end, cancel_at, cancel_at_period_end, canceled_at, ended_at, trial_start, trial_end,
              pause_behavior, pause_resumes_at, stripe_latest_invoice_id, started_at, livemode, raw, stripe_version,
              deleted_at)::text
            from subscriptions
            union all
            select 'item ' || i.stripe_id, (s.stripe_id, i.stripe_price_id, i.stripe_product_id, i.quantity, i.currency,
              i.unit_amount, i.recurring_interval, i.interval_count, i.current_period_start, i.current_period_end)::text
            from subscription_items i join subscriptions s on s.id = i.subscription_id
            union all
            select 'plan ' || user_id, (plan, stripe_product_id, period_start, period_end)::text from user_plans
            union all
            select 'user ' || id, (plan, role, status)::text from users
            """;

    private static final String TRUTH = """
            create temporary table truth (stripe_id text, version bigint, deleted boolean, object jsonb)
            """;

    private static final String UNTRUE = """
            select 'customer ' || t.stripe_id from truth t left join customers c using (stripe_id)
            where t.object ->> 'object' = 'customer'
              and (c.stripe_version is distinct from t.version or (c.deleted_at is not null) <> t.deleted
                or c.raw is distinct from
                  case when t.deleted then jsonb_build_object('id', t.stripe_id) else t.object end
                or c.name is distinct from case when not t.deleted then t.object ->> 'name' end)
            union all
            select 'subscription ' || t.stripe_id from truth t left join subscriptions s using (stripe_id)
            where t.object ->> 'object' = 'subscription'
              and (s.stripe_version is distinct from t.version or s.raw is distinct from t.object
                or s.status is distinct from t.object ->> 'status'
                or s.stripe_customer_id is distinct from t.object ->> 'customer')
            union all
            select 'item ' || coalesce(told.id, stored.id)
            from (
              select t.stripe_id as subscription, i ->> 'id' as id, i -> 'price' ->> 'id' as price,
                (i ->> 'quantity')::bigint as quantity, to_timestamp((i ->> 'current_period_end')::bigint) as period_end
              from truth t, jsonb_array_elements(t.object -> 'items' -> 'data') i
              where t.object ->> 'object' = 'subscription') told
            full join (
              select s.stripe_id as subscription, i.stripe_id as id, i.stripe_price_id as price, i.quantity,
                i.current_period_end as period_end
              from subscription_items i join subscriptions s on s.id = i.subscription_id) stored
              using (subscription, id, price, quantity, period_end)
            where told.id is null or stored.id is null
            union all
            select 'subscription ' || stripe_id from subscriptions s
            where not exists (select from truth t where t.stripe_id = s.stripe_id)
            union all
            select 'customer ' || stripe_id from customers c
            where not exists (select from truth t where t.stripe_id = c.stripe_id)
            """;

    /**
     * The plan on the user is the one that billing worked out last, and each change of it was told and written down once, in
     * one unbroken chain.
     */
    private static final String INCONSISTENT_PLANS = """
            with changes as (
              select subject::uuid as user_id, (details ->> 'version')::bigint as version, details ->> 'from' as before,
                details ->> 'to' as after
              from audit_log where action = 'plan.changed'
            ), chain as (
              select user_id, count(*) as count, count(distinct version) as versions, min(version) as first,
                max(version) as last
              from changes group by user_id
            )
            select 'plan on user ' || u.id from users u left join user_plans p on p.user_id = u.id
            where u.plan is distinct from coalesce(p.plan, 'free') or u.plan_version <> coalesce(p.version, 0)
            union all
            select 'audit of user ' || p.user_id from user_plans p left join chain c using (user_id)
            where p.version <> coalesce(c.last, 0) or p.version <> coalesce(c.count, 0)
              or p.version <> coalesce(c.versions, 0) or c.first <> 1
            union all
            select 'audit of user ' || a.user_id || ' version ' || a.version
            from changes a join changes b on b.user_id = a.user_id and b.version = a.version + 1
            where b.before <> a.after
            """;

    private final Map<String, String> rows;

    private FinalState(Map<String, String> rows) {
        this.rows = rows;
    }

    static FinalState read(Connection connection) throws SQLException {
        var rows = new TreeMap<String, String>();
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(ROWS)) {
            while (row.next()) {
                rows.put(row.getString(1), row.getString(2));
            }
        }
        return new FinalState(rows);
    }

    int size() {
        return rows.size();
    }

    /** Which rows are not as in the other state. */
    List<String> differences(FinalState other) {
        var keys = new TreeSet<>(rows.keySet());
        keys.addAll(other.rows.keySet());
        return keys.stream()
                .filter(key -> !Objects.equals(rows.get(key), other.rows.get(key)))
                .toList();
    }

    /** Which rows say something else than Stripe does. */
    static List<String> untrue(Connection connection, List<Event> finals) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("drop table if exists truth");
            statement.execute(TRUTH);
        }
        try (var insert = connection.prepareStatement("insert into truth values (?, ?, ?, ?::jsonb)")) {
            for (Event event : finals) {
                insert.setString(1, event.objectId());
                insert.setLong(2, event.created());
                insert.setBoolean(3, event.deletes());
                insert.setString(4, new String(event.object(), UTF_8));
                insert.addBatch();
            }
            insert.executeBatch();
        }
        return names(connection, UNTRUE);
    }

    static List<String> inconsistentPlans(Connection connection) throws SQLException {
        return names(connection, INCONSISTENT_PLANS);
    }

    static List<String> names(Connection connection, String sql) throws SQLException {
        var names = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        return names;
    }
}
