package dev.keelson.bench.entitlements;

import dev.keelson.KeelsonApplication;
import dev.keelson.billing.entitlements.Entitlements;
import dev.keelson.shared.UserId;
import dev.keelson.testing.WebhookSender;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two nodes on one database. Ends with 1 where a goal is missed. */
public final class EntitlementsBench {
    private static final String LIMIT = "posts_per_month";
    private static final double MOST_MICROS = 100;
    private static final double MOST_MILLIS_TO_OTHERS = 1_000;

    private final ConfigurableApplicationContext here;
    private final ConfigurableApplicationContext there;
    private final boolean quick;
    private final List<UserId> users = new ArrayList<>();
    private boolean missed;

    private EntitlementsBench(boolean quick) throws IOException {
        this.quick = quick;
        String database = durableDatabase();
        here = node(database);
        there = node(database);
    }

    public static void main(String[] arguments) throws Exception {
        var bench = new EntitlementsBench(Arrays.asList(arguments).contains("--quick"));
        bench.fill();
        bench.ask();
        bench.use();
        bench.tell();
        bench.there.close();
        bench.here.close();
        System.exit(bench.missed ? 1 : 0);
    }

    /** Of a server that waits for the disk, as the tests' does not: what a use costs is for the most part its commit. */
    private static String durableDatabase() throws IOException {
        @SuppressWarnings("resource") // lives as long as the JVM; its shutdown hook stops it
        var postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
        return postgres.getJdbcUrl("postgres", "postgres");
    }

    /** No vendor is there, and none is asked. */
    private static ConfigurableApplicationContext node(String database) {
        return new SpringApplicationBuilder(KeelsonApplication.class)
                .profiles("test")
                .run(
                        "--spring.datasource.url=" + database,
                        "--server.port=0",
                        "--logging.level.root=error",
                        "--logging.level.dev.keelson=error",
                        "--keelson.clients.clerk.api-url=http://127.0.0.1:9",
                        "--keelson.clients.stripe.api-url=http://127.0.0.1:9",
                        "--keelson.clients.ayrshare.api-url=http://127.0.0.1:9");
    }

    /** Each user has a plan and an add-on. */
    private void fill() {
        var jdbc = here.getBean(JdbcClient.class);
        for (String sql : List.of("""
                insert into products (id, stripe_id, name, plan, active, features, limits, added_limits, livemode, raw,
                  stripe_version, created_at, updated_at)
                values (gen_random_uuid(), 'prod_plan', 'Plan', 'premium', true, '["analytics","exports","sso"]',
                    '{"posts_per_month": 1000000000, "seats": 5}', '{}', false, '{}', 0, now(), now()),
                  (gen_random_uuid(), 'prod_more', 'More', 'more', true, '[]', '{}', '{"posts_per_month": 50}', false, '{}',
                    0, now(), now())
                """, """
                insert into users (id, clerk_id, authz_changed_at, created_at, updated_at)
                select gen_random_uuid(), 'user_' || g, now(), now(), now() from generate_series(1, :users) g
                """, """
                insert into customers (id, stripe_id, user_id, livemode, raw, stripe_version, created_at, updated_at)
                select gen_random_uuid(), 'cus_' || clerk_id, id, false, '{}', 0, now(), now() from users
                """, """
                insert into subscriptions (id, stripe_id, user_id, stripe_customer_id, status, cancel_at_period_end, livemode,
                  raw, stripe_version, created_at, updated_at)
                select gen_random_uuid(), 'sub_' || clerk_id, id, 'cus_' || clerk_id, 'active', false, false,
                  '{"billing_cycle_anchor": 1790000000}', 0, now(), now() from users
                """, """
                insert into subscription_items (id, subscription_id, stripe_id, stripe_price_id, stripe_product_id, quantity,
                  unit_amount, recurring_interval, interval_count, current_period_start, current_period_end)
                select gen_random_uuid(), s.id, 'si_' || p.stripe_id || s.stripe_id, 'price_1', p.stripe_id, 2, 1900, 'month',
                  1, now(), now() + interval '1 month'
                from subscriptions s cross join products p
                """, "analyze")) {
            jdbc.sql(sql).param("users", quick ? 200 : 2_000).update();
        }
        jdbc.sql("select id from users order by id").query(row -> {
            users.add(new UserId(row.getObject(1, UUID.class)));
        });
    }

    private void ask() {
        var entitlements = here.getBean(Entitlements.class);
        System.out.println("| | calls a round | p50 µs | p99 µs | p99.9 µs | max µs |");
        System.out.println("|---|---:|---:|---:|---:|---:|");
        var cold = new ArrayList<long[]>();
        var warm = new ArrayList<long[]>();
        for (int round = -2; round < rounds(); round++) {
            entitlements.missed();
            long[] first =
                    times(users.size(), i -> check(entitlements.of(users.get(i)).allows("analytics")));
            long[] again = times(
                    quick ? 50_000 : 500_000,
                    i -> check(entitlements.of(users.get(i % users.size())).allows("analytics")));
            if (round >= 0) {
                cold.add(first);
                warm.add(again);
            }
        }
        row("`of(user).allows(…)`, remembered", warm);
        row("the same, not remembered", cold);
        goal("remembered, p99 µs", median(warm, 0.99) / 1e3, MOST_MICROS);
    }

    private void use() {
        var entitlements = here.getBean(Entitlements.class);
        System.out.println();
        System.out.println("| | calls a round | p50 µs | p99 µs | p99.9 µs | max µs |");
        System.out.println("|---|---:|---:|---:|---:|---:|");
        var plain = new ArrayList<long[]>();
        var named = new ArrayList<long[]>();
        var back = new ArrayList<long[]>();
        int calls = quick ? 200 : 2_000;
        for (int round = -1; round < rounds(); round++) {
            String name = "round" + round + "-";
            long[] one = times(
                    calls, i -> entitlements.of(users.get(i % users.size())).consume(LIMIT, 1));
            long[] two = times(
                    calls, i -> entitlements.of(users.get(i % users.size())).consume(LIMIT, 1, name + i));
            long[] three = times(
                    calls, i -> entitlements.of(users.get(i % users.size())).release(LIMIT, name + i));
            if (round >= 0) {
                plain.add(one);
                named.add(two);
                back.add(three);
            }
        }
        row("`consume(limit, 1)`", plain);
        row("`consume(limit, 1, key)`", named);
        row("`release(limit, key)`", back);
    }

    /** From when the webhook is sent until the other node answers otherwise. */
    private void tell() throws Exception {
        var other = there.getBean(Entitlements.class);
        var sender = new WebhookSender(
                Integer.parseInt(Objects.requireNonNull(here.getEnvironment().getProperty("local.server.port"))));
        int changes = quick ? 20 : 200;
        long[] took = new long[changes];
        var user = users.getFirst();
        String clerkId = here.getBean(JdbcClient.class)
                .sql("select clerk_id from users where id = :id")
                .param("id", user.value())
                .query(String.class)
                .single();
        long second = 1_790_000_001L;
        for (int i = 0; i < changes; i++) {
            boolean allowed = i % 2 == 1;
            check(other.of(user).allows("analytics") != allowed);
            String body = subscription(clerkId, allowed ? "active" : "paused", second++);
            long start = System.nanoTime();
            check(sender.stripe(body).statusCode() == 200);
            while (other.of(user).allows("analytics") != allowed) {
                Thread.sleep(Duration.ofMillis(1));
            }
            took[i] = System.nanoTime() - start;
        }
        Arrays.sort(took);
        System.out.println();
        System.out.println(String.format(
                Locale.ROOT,
                "From sending a webhook to one node until the other answers otherwise, %d changes: p50 %.0f ms, p99 %.0f ms, max %.0f ms",
                changes,
                took[changes / 2] / 1e6,
                took[changes * 99 / 100] / 1e6,
                took[changes - 1] / 1e6));
        goal("the other node, max ms", took[changes - 1] / 1e6, MOST_MILLIS_TO_OTHERS);
    }

    private static String subscription(String clerkId, String status, long second) {
        return """
                {"id": "evt_%3$d", "object": "event", "type": "customer.subscription.updated", "created": %3$d,
                 "livemode": false, "data": {"object": {"id": "sub_%1$s", "object": "subscription", "customer": "cus_%1$s",
                 "status": "%2$s", "currency": "usd", "cancel_at_period_end": false, "items": {"object": "list",
                 "has_more": false, "data": [{"id": "si_prod_plansub_%1$s", "object": "subscription_item", "quantity": 1,
                 "current_period_start": 1790000000, "current_period_end": 1890000000, "price": {"id": "price_1",
                 "object": "price", "product": "prod_plan", "currency": "usd", "unit_amount": 1900,
                 "recurring": {"interval": "month", "interval_count": 1}}}]}}}}
                """.formatted(clerkId, status, second);
    }

    private interface Call {
        void run(int number);
    }

    private static long[] times(int calls, Call call) {
        long[] took = new long[calls];
        for (int i = 0; i < calls; i++) {
            long start = System.nanoTime();
            call.run(i);
            took[i] = System.nanoTime() - start;
        }
        Arrays.sort(took);
        return took;
    }

    private int rounds() {
        return quick ? 3 : 7;
    }

    private static void row(String name, List<long[]> rounds) {
        System.out.println("| %s | %d | %s | %s | %s | %s |"
                .formatted(
                        name,
                        rounds.getFirst().length,
                        spread(rounds, 0.5),
                        spread(rounds, 0.99),
                        spread(rounds, 0.999),
                        spread(rounds, 1)));
    }

    /** The median of the rounds, and the least and the most. */
    private static String spread(List<long[]> rounds, double part) {
        var values = rounds.stream().map(took -> at(took, part) / 1e3).sorted().toList();
        return String.format(
                Locale.ROOT, "%.1f (%.1f–%.1f)", values.get(values.size() / 2), values.getFirst(), values.getLast());
    }

    private static double median(List<long[]> rounds, double part) {
        return rounds.stream()
                .map(took -> (double) at(took, part))
                .sorted()
                .skip(rounds.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    private static long at(long[] sorted, double part) {
        return sorted[(int) Math.min(sorted.length - 1, (long) (sorted.length * part))];
    }

    private static void check(boolean so) {
        if (!so) {
            throw new IllegalStateException("the bench is wrong");
        }
    }

    private void goal(String name, double measured, double most) {
        boolean met = measured <= most;
        missed |= !met;
        System.out.println(
                String.format(Locale.ROOT, "%s: %.1f, goal %.0f: %s", name, measured, most, met ? "met" : "missed"));
    }
}
