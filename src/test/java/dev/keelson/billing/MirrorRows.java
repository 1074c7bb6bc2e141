package dev.keelson.billing;

import dev.keelson.shared.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What is left here of a {@link StripeHistory}: every row, whole but for what is ours alone: ids, and when we wrote or asked.
 * What Stripe shows in other places in other versions of its API is compared by the columns that are read from it.
 */
public final class MirrorRows {
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(20);
    private static final String WHOLE = """
            to_jsonb(t) - '{id,created_at,updated_at,fetched_at}'::text[] || jsonb_build_object('raw',
              raw - '{current_period_start,current_period_end,items,subscription,parent,coupon,promotion,source}'::text[])""";
    private static final String LIVING = """
            case when deleted_at is null then %s
            else jsonb_build_object('id', stripe_id, 'end', deleted_at, 'of', to_jsonb(t) -> 'claimed_user_id') end
            """.formatted(WHOLE);

    private final JdbcClient jdbc;

    public MirrorRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param prefix of the ids of all objects of the history */
    public String of(String prefix, List<UserId> users) {
        return rows(prefix, users, WHOLE);
    }

    /** Of a deleted object no more than its end, and whose it was. */
    public String ofTheLiving(String prefix, List<UserId> users) {
        return rows(prefix, users, LIVING);
    }

    private String rows(String prefix, List<UserId> users, String row) {
        var rows = new ArrayList<String>();
        for (String table :
                Stream.of(MirrorTable.values()).map(MirrorTable::sqlName).toList()) {
            rows.addAll(lines(prefix, table, """
                    select %s as row from %s t
                    where starts_with(stripe_id, :prefix) order by stripe_id
                    """.formatted(row, table)));
        }
        rows.addAll(lines(prefix, "item", """
                select to_jsonb(i) - '{id,subscription_id}'::text[]
                  || jsonb_build_object('subscription', s.stripe_id) as row
                from subscription_items i join subscriptions s on s.id = i.subscription_id
                where starts_with(i.stripe_id, :prefix) order by i.stripe_id
                """));
        users.forEach(user -> rows.add("plan " + planOf(user)));
        String all = String.join("\n", rows).replace(prefix, "");
        for (int i = 0; i < users.size(); i++) {
            all = all.replace(users.get(i).toString(), "user" + i);
        }
        return all;
    }

    private List<String> lines(String prefix, String table, String sql) {
        return jdbc.sql(sql)
                .param("prefix", prefix)
                .query((result, _) -> table + " " + result.getString("row"))
                .list();
    }

    /** With what follows from it in the user's row, when that has followed. */
    private String planOf(UserId user) {
        return Awaitility.await()
                .atMost(SETTLED_WITHIN)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> settledPlanOf(user), found -> !found.isEmpty())
                .getFirst();
    }

    private List<String> settledPlanOf(UserId user) {
        return jdbc.sql("""
                        select coalesce(to_jsonb(p) - '{version,created_at,updated_at}'::text[], '{}')
                          || jsonb_build_object('user_id', u.id, 'user_has', u.plan, 'role', u.role) as row
                        from users u left join user_plans p on p.user_id = u.id
                        where u.id = :user and u.plan_version = coalesce(p.version, 0)
                        """)
                .param("user", user.value())
                .query((result, _) -> result.getString("row"))
                .list();
    }
}
