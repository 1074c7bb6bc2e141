package dev.keelson.billing.entitlements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.keelson.billing.BillingScene;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.NodeNotices;
import dev.keelson.shared.NoticeListener;
import dev.keelson.shared.UserId;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import dev.keelson.testing.WebhookSender;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

@KeelsonTest
class EntitlementsTest {
    private static final int THREADS = 64;

    @Autowired
    private Entitlements entitlements;

    @Autowired
    private Allowances allowances;

    @Autowired
    private UsageCounters counters;

    @Autowired
    private ObjectProvider<NodeNotices> notices;

    @Autowired
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DataSource database;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private MockMvc mvc;

    @LocalServerPort
    private int port;

    private CurrentUser current;
    private UserId user;
    private BillingScene scene;

    @BeforeEach
    void customer() throws Exception {
        current = users.fresh();
        user = current.id();
        scene = new BillingScene(user, new WebhookSender(port), jdbc);
        scene.tell("customer.created", scene.customerObject());
    }

    private void subscribe(Map<String, String> metadata) throws Exception {
        scene.product("premium", metadata);
        scene.tell("customer.subscription.created", scene.subscription("a", "active", "premium"));
    }

    @Test
    void whoPaysForNothingHasTheFreePlan() {
        var free = entitlements.of(user);

        assertThat(free.plan()).isEqualTo("free");
        assertThat(free.allows("analytics")).isFalse();
        assertThat(free.limit("posts_per_month")).isZero();
        assertThatThrownBy(() -> free.require("analytics")).hasMessageContaining("FEATURE_NOT_INCLUDED");
        assertThatThrownBy(() -> free.consume("posts_per_month", 1)).isInstanceOf(LimitReached.class);
    }

    @Test
    void whatWasBoughtIsAllowedAsSoonAsItsWebhookIsHandledAndNoLongerWhenItEnds() throws Exception {
        assertThat(entitlements.of(user).allows("analytics")).isFalse();
        subscribe(Map.of("feature_analytics", "true", "limit_posts_per_month", "3"));

        assertThat(entitlements.of(user).allows("analytics")).isTrue();
        assertThat(entitlements.of(user).limit("posts_per_month")).isEqualTo(3);
        entitlements.of(user).require("analytics");

        scene.tell("customer.subscription.deleted", scene.subscription("a", "canceled", "premium"));
        assertThat(entitlements.of(user).allows("analytics")).isFalse();
    }

    @Test
    void changedProductIsInForceForWhoeverHasIt() throws Exception {
        subscribe(Map.of("limit_posts_per_month", "3"));
        assertThat(entitlements.of(user).limit("posts_per_month")).isEqualTo(3);

        scene.product("premium", Map.of("limit_posts_per_month", "5", "feature_analytics", "yes"));

        assertThat(entitlements.of(user).limit("posts_per_month")).isEqualTo(5);
        assertThat(entitlements.of(user).allows("analytics")).isTrue();
    }

    @Test
    void allItemsOfAllSubscriptionsCount() throws Exception {
        scene.product("premium", 1900, Map.of("feature_analytics", "true", "limit_posts_per_month", "100"));
        scene.product("support", 500, Map.of("feature_support", "true", "limit_posts_per_month", "1"));
        scene.product("more", 200, Map.of("limit_posts_per_month", "+50"));
        scene.tell("customer.subscription.created", scene.subscription("a", "active", "premium", "support"));
        var addOn = scene.subscription("b", "active", "more");
        ((ObjectNode) addOn.path("items").path("data").path(0)).put("quantity", 2);

        scene.tell("customer.subscription.created", addOn);

        var mine = entitlements.of(user);
        assertThat(mine.plan()).isEqualTo("premium-" + scene.unique);
        assertThat(mine.allows("analytics") && mine.allows("support")).isTrue();
        assertThat(mine.limit("posts_per_month")).isEqualTo(200);
    }

    @Test
    void usageIsCountedUpToTheLimitAndSaysWhatIsLeft() throws Exception {
        subscribe(Map.of("limit_posts_per_month", "3", "limit_drafts_per_month", "unlimited"));
        var mine = entitlements.of(user);

        assertThat(mine.consume("posts_per_month", 2).remaining()).isEqualTo(1);
        assertThatThrownBy(() -> mine.consume("posts_per_month", 2))
                .isInstanceOfSatisfying(LimitReached.class, reached -> {
                    assertThat(reached.usage().used()).isEqualTo(2);
                    assertThat(reached.problem().members())
                            .containsEntry("limit", 3L)
                            .containsEntry("used", 2L)
                            .containsEntry("requested", 2L)
                            .containsKey("resetsAt");
                    assertThat(reached.problem().action()).contains("/api/v1/billing/plans");
                });
        mine.consume("posts_per_month", 1);

        assertThat(mine.remaining("posts_per_month")).isZero();
        assertThat(mine.consume("drafts_per_month", 1_000_000).remaining()).isEqualTo(UserEntitlements.UNLIMITED);
        assertThatThrownBy(() -> mine.consume("posts_per_month", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsRolledBackWasNotUsed() throws Exception {
        subscribe(Map.of("limit_posts_per_month", "3"));

        transaction.executeWithoutResult(status -> {
            entitlements.of(user).consume("posts_per_month", 1);
            entitlements.of(user).consume("posts_per_month", 1, "post-1");
            status.setRollbackOnly();
        });

        assertThat(entitlements.of(user).remaining("posts_per_month")).isEqualTo(3);
        assertThat(entitlements.of(user).release("posts_per_month", "post-1")).isFalse();
    }

    /** Somebody who catches the refusal can go on in the same transaction. */
    @Test
    void refusalLeavesTheTransactionAsItWas() throws Exception {
        subscribe(Map.of("limit_posts_per_month", "1"));

        transaction.executeWithoutResult(_ -> {
            entitlements.of(user).consume("posts_per_month", 1);
            assertThatThrownBy(() -> entitlements.of(user).consume("posts_per_month", 1, "post-1"))
                    .isInstanceOf(LimitReached.class);
        });

        assertThat(entitlements.of(user).usage("posts_per_month").used()).isEqualTo(1);
    }

    @Test
    void namedUseCountsOnceAndIsGivenBackOnce() throws Exception {
        subscribe(Map.of("limit_seats", "2"));
        var mine = entitlements.of(user);

        mine.consume("seats", 1, "ada");
        mine.consume("seats", 1, "ada");
        mine.consume("seats", 1, "bob");
        assertThatThrownBy(() -> mine.consume("seats", 1, "eve")).isInstanceOf(LimitReached.class);

        assertThat(mine.release("seats", "ada")).isTrue();
        assertThat(mine.release("seats", "ada")).isFalse();
        assertThat(mine.release("seats", "nobody")).isFalse();
        assertThat(mine.usage("seats")).isEqualTo(new Usage("seats", 2, 1, null));
        mine.consume("seats", 1, "eve");
        assertThat(mine.remaining("seats")).isZero();
    }

    /** One node and another, sixty-four threads: never more than there is, and never less. */
    @Test
    void manyAtTheSameTimeOnTwoNodesNeverExceedTheLimit() throws Exception {
        subscribe(Map.of("limit_posts_per_month", "500"));
        var nodes = List.of(entitlements, otherNode());

        long succeeded = atOnce(thread -> {
            long count = 0;
            for (int i = 0; i < 20; i++) {
                count += consumed(nodes.get(thread % 2), null) ? 1 : 0;
            }
            return count;
        });

        assertThat(succeeded).isEqualTo(500);
        assertThat(entitlements.of(user).usage("posts_per_month").used()).isEqualTo(500);
    }

    @Test
    void sameNameManyTimesAtOnceCountsOnce() throws Exception {
        subscribe(Map.of("limit_posts_per_month", "1000"));
        var nodes = List.of(entitlements, otherNode());

        atOnce(thread -> {
            for (int i = 0; i < 10; i++) {
                String key = "post-" + i;
                assertThat(consumed(nodes.get(thread % 2), key)).isTrue();
                if (thread % 4 == 0) {
                    untilConnected(() -> entitlements.of(user).release("posts_per_month", key));
                }
            }
            return 0L;
        });

        long entries = jdbc.sql("select count(*) from usage_entries where user_id = :user")
                .param("user", user.value())
                .query(Long.class)
                .single();
        assertThat(entitlements.of(user).usage("posts_per_month").used())
                .isEqualTo(entries)
                .isLessThanOrEqualTo(10);
    }

    private boolean consumed(Entitlements node, @Nullable String key) {
        return untilConnected(() -> {
            try {
                if (key == null) {
                    node.of(user).consume("posts_per_month", 1);
                } else {
                    node.of(user).consume("posts_per_month", 1, key);
                }
                return true;
            } catch (LimitReached e) {
                return false;
            }
        });
    }

    /** Sixty-four threads share a few connections: who gets none in time has done nothing, and asks again. */
    private static <T> T untilConnected(Supplier<T> work) {
        while (true) {
            try {
                return work.get();
            } catch (CannotCreateTransactionException e) {
                Thread.onSpinWait();
            }
        }
    }

    private interface Work {
        long run(int thread);
    }

    private static long atOnce(Work work) throws Exception {
        var ready = new CountDownLatch(THREADS);
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            var results = new ArrayList<Future<Long>>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                Callable<Long> task = () -> {
                    ready.countDown();
                    ready.await();
                    return work.run(thread);
                };
                results.add(threads.submit(task));
            }
            long sum = 0;
            for (var result : results) {
                sum += result.get();
            }
            return sum;
        }
    }

    /** Remembers for an hour, so that only what it hears makes it look again. */
    private Entitlements otherNode() {
        var hour = new EntitlementSettings(Duration.ofHours(1), Duration.ofHours(1), 1_000);
        return new Entitlements(allowances, counters, InstantSource.system(), hour, notices);
    }

    @Test
    void otherNodesHearOfAWebhookThatThisOneHandled() throws Exception {
        var other = otherNode();
        assertThat(other.of(user).allows("analytics")).isFalse();
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("listen keelson_entitlements");
            subscribe(Map.of("feature_analytics", "true"));
            assertThat(other.of(user).allows("analytics")).isFalse();

            await().atMost(Duration.ofSeconds(5)).until(() -> {
                hear(connection.unwrap(PGConnection.class), other);
                return other.of(user).allows("analytics");
            });
            statement.execute("unlisten *");
        }
    }

    private static void hear(PGConnection connection, NoticeListener node) throws Exception {
        for (var heard : connection.getNotifications(500)) {
            heard.getParameter().lines().forEach(node::heard);
        }
    }

    @Test
    void stripesOwnEntitlementsCountWhileAnythingIsPaid() throws Exception {
        scene.tell("entitlements.active_entitlement_summary.updated", scene.entitlements("sso", "audit"));
        assertThat(entitlements.of(user).allows("sso")).isFalse();

        subscribe(Map.of());

        assertThat(entitlements.of(user).allows("sso")).isTrue();
        scene.tell("entitlements.active_entitlement_summary.updated", scene.entitlements("audit"));
        assertThat(entitlements.of(user).allows("sso")).isFalse();
        assertThat(entitlements.of(user).allows("audit")).isTrue();
    }

    @Test
    void limitPerMonthOfAYearIsCountedFromTheDayOfItsStart() throws Exception {
        Instant start = Instant.now().minus(Duration.ofDays(100));
        scene.product("yearly", Map.of("limit_posts_per_month", "3", "limit_exports_per_period", "2"));
        var subscription =
                scene.subscription("a", "active", "yearly").put("billing_cycle_anchor", start.getEpochSecond());
        ((ObjectNode) subscription.path("items").path("data").path(0))
                .put("current_period_start", start.getEpochSecond())
                .put("current_period_end", start.plus(Duration.ofDays(365)).getEpochSecond());
        scene.tell("customer.subscription.created", subscription);

        var perMonth = entitlements.of(user).consume("posts_per_month", 3);
        var perPeriod = entitlements.of(user).consume("exports_per_period", 1);

        assertThat(Objects.requireNonNull(perMonth.resetsAt()))
                .isBetween(Instant.now(), Instant.now().plus(Duration.ofDays(31)));
        assertThat(perPeriod.resetsAt())
                .isEqualTo(
                        Instant.ofEpochSecond(start.plus(Duration.ofDays(365)).getEpochSecond()));
        jdbc.sql("update usage_counters set period_start = period_start - interval '1 month' where user_id = :user")
                .param("user", user.value())
                .update();
        assertThat(entitlements.of(user).remaining("posts_per_month")).isEqualTo(3);
    }

    @Test
    void answerShowsFeaturesLimitsAndWhatTheyAreMadeOf() throws Exception {
        subscribe(Map.of("feature_analytics", "true", "limit_posts_per_month", "3", "limit_seats", "unlimited"));
        entitlements.of(user).consume("posts_per_month", 2);

        var answer = mvc.perform(get("/api/v1/billing/entitlements").with(TestUsers.as(current)))
                .andExpect(status().isOk())
                .andExpect(header().exists("ETag"))
                .andExpect(jsonPath("$.plan").value("premium-" + scene.unique))
                .andExpect(jsonPath("$.features[0]").value("analytics"))
                .andExpect(jsonPath("$.limits[0].name").value("posts_per_month"))
                .andExpect(jsonPath("$.limits[0].limit").value(3))
                .andExpect(jsonPath("$.limits[0].used").value(2))
                .andExpect(jsonPath("$.limits[0].remaining").value(1))
                .andExpect(jsonPath("$.limits[0].resetsAt").isNotEmpty())
                .andExpect(jsonPath("$.limits[0].source").value("premium-" + scene.unique))
                .andExpect(jsonPath("$.limits[1].limit").isEmpty())
                .andExpect(jsonPath("$.limits[1].remaining").isEmpty())
                .andExpect(jsonPath("$.limits[1].resetsAt").isEmpty())
                .andExpect(jsonPath("$.sources[0].kind").value("free"))
                .andExpect(jsonPath("$.sources[1].kind").value("subscription"))
                .andExpect(jsonPath("$.sources[1].subscriptionId").isNotEmpty())
                .andReturn()
                .getResponse();
        mvc.perform(get("/api/v1/billing/entitlements")
                        .header("If-None-Match", Objects.requireNonNull(answer.getHeader("ETag")))
                        .with(TestUsers.as(current)))
                .andExpect(status().isNotModified());
    }

    @Test
    void usesOfPeriodsLongOverAreForgottenAndWhatIsHeldIsNot() {
        var old = new ArrayList<String>();
        for (String key : List.of("old", "held")) {
            jdbc.sql("""
                            insert into usage_entries (user_id, name, key, period_start, amount, created_at)
                            values (:user, :name, :key, :period::timestamptz, 1, now() - interval '500 days')
                            """)
                    .param("user", user.value())
                    .param("name", key)
                    .param("key", UUID.randomUUID().toString())
                    .param("period", key.equals("held") ? "1970-01-01T00:00:00Z" : "2024-01-01T00:00:00Z")
                    .update();
        }

        counters.forgetOld();

        jdbc.sql("select name from usage_entries where user_id = :user")
                .param("user", user.value())
                .query(row -> {
                    old.add(row.getString("name"));
                });
        assertThat(old).containsExactly("held");
    }

    /** At the turn of a period, or on two nodes of which one knows of it first. */
    @Test
    void sameUseInTwoPeriodsAtTheSameMomentCountsOnce() throws Exception {
        var before = new UsageCounters.Entry("posts_per_day", "post-1", Instant.parse("2027-01-31T00:00:00Z"), 1);
        var after = new UsageCounters.Entry("posts_per_day", "post-1", Instant.parse("2027-02-01T00:00:00Z"), 1);

        Future<UsageCounters.Counted> second;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            second = transaction.execute(_ -> {
                counters.addOnce(user, before, 10);
                var other = threads.submit(() -> counters.addOnce(user, after, 10));
                await().until(() -> jdbc.sql("""
                                select exists (select from pg_stat_activity
                                where wait_event_type = 'Lock' and query like '%usage_entries%')
                                """).query(Boolean.class).single());
                return other;
            });
        }

        assertThat(Objects.requireNonNull(second).get().refused()).isFalse();
        assertThat(jdbc.sql(
                                "select coalesce(sum(used), 0) from usage_counters where user_id = :user and name = 'posts_per_day'")
                        .param("user", user.value())
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }
}
