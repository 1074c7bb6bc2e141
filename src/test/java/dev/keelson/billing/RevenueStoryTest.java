package dev.keelson.billing;

import static dev.keelson.testing.TestUsers.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.keelson.shared.Role;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import dev.keelson.testing.WebhookSender;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Half a year of a small business, by hand: who did what stands in {@link #story()}, and what follows from it was computed with
 * pencil and paper. The events come as signed webhooks in any order, some of them twice.
 *
 * <p>It has an application of its own, because all customers of a database are in its figures.
 */
@KeelsonTest
@TestPropertySource(properties = "keelson.billing.revenue.refresh-every=150ms")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RevenueStoryTest {
    private static final int BASIC = 1_000;
    private static final int PRO = 3_000;

    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private JsonMapper json;

    @LocalServerPort
    private int port;

    private final List<String> events = new ArrayList<>();
    private final Map<String, ObjectNode> subscriptions = new HashMap<>();

    @BeforeAll
    void tellTheStory() throws Exception {
        story();
        var deliveries = new ArrayList<>(events);
        deliveries.addAll(events.subList(0, 12));
        Collections.shuffle(deliveries, new Random(7));
        var sender = new WebhookSender(port);
        for (String event : deliveries) {
            assertThat(sender.stripe(event).statusCode()).isEqualTo(200);
        }
        Awaitility.await("until all is worked out")
                .atMost(Duration.ofSeconds(30))
                .until(() -> jdbc.sql("""
                                select (select count(*) from webhook_work) = 0 and (select count(*) from revenue_marks) = 0
                                  and (select count(*) from subscription_history) > 0
                                """).query(Boolean.class).single());
        assertThat(jdbc.sql("select count(*) from webhook_dead")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private void story() {
        // Ada pays for a year: 30000 / 12 = 2500.
        begins("ada", "active", "2026-01-10", "usd", item("pro-yearly", 30_000, "year", 1));

        // Bob's first payment takes a moment; he goes up in March, and in May says that he will leave with the period.
        begins("bob", "incomplete", "2026-01-05", "usd", item("basic", BASIC, "month", 1));
        changes("bob", "2026-01-05", sub -> sub.put("status", "active"));
        changes("bob", "2026-03-20", sub -> items(sub, item("pro", PRO, "month", 1)));
        changes("bob", "2026-05-02", sub -> sub.put("cancel_at_period_end", true));
        ends("bob", "2026-06-05");

        // Cyd pays by seats: 3, 5, then 2 of 500.
        begins("cyd", "active", "2026-01-15", "usd", item("seat", 500, "month", 3));
        changes("cyd", "2026-02-15", sub -> items(sub, item("seat", 500, "month", 5)));
        changes("cyd", "2026-04-10", sub -> items(sub, item("seat", 500, "month", 2)));

        // Dan has half off his first invoice, which is none of what recurs. Told as Stripe told it until 2025.
        begins("dan", "active", "2026-02-01", "usd", item("basic", BASIC, "month", 1), sub -> {
            sub.set("discount", discount("di_dan", "dan", "2026-02-01", null, percent("HALF", 50, "once")));
        });

        // Eve has a quarter off for good. What her discount is, others tell.
        begins("eve", "active", "2026-02-10", "usd", item("pro", PRO, "month", 1), sub -> {
            sub.putArray("discounts").add("di_eve");
        });
        var quarter = discount("di_eve", "eve", "2026-02-10", null, percent("QUARTER", 25, "forever"));
        quarter.put("subscription", "sub_eve");
        quarter.remove("coupon");
        quarter.putObject("source").put("type", "coupon").put("coupon", "QUARTER");
        tells("customer.discount.created", "2026-02-10", quarter);
        tells("coupon.created", "2026-01-02", percent("QUARTER", 25, "forever"));

        // Fay tries, and stays; one payment fails and works a week later.
        begins("fay", "trialing", "2026-01-20", "usd", item("pro", PRO, "month", 1));
        changes("fay", "2026-02-19", sub -> sub.put("status", "active"));
        changes("fay", "2026-03-19", sub -> sub.put("status", "past_due"));
        changes("fay", "2026-03-25", sub -> sub.put("status", "active"));

        // Gus tries, and does not stay.
        begins("gus", "trialing", "2026-03-01", "usd", item("basic", BASIC, "month", 1));
        ends("gus", "2026-03-15");

        // Hal's card fails until Stripe gives up. He comes back for more.
        begins("hal", "active", "2026-01-08", "usd", item("basic", BASIC, "month", 1));
        changes("hal", "2026-02-08", sub -> sub.put("status", "past_due"));
        ends("hal", "2026-03-01");
        begins("hal", "hal2", "active", "2026-05-12", "usd", item("pro", PRO, "month", 1), _ -> {});

        // Ivy gets twice as much by another subscription, on the day when the first one ends.
        begins("ivy", "active", "2026-02-03", "jpy", item("yen", 1_500, "month", 1));
        ends("ivy", "2026-04-01");
        begins("ivy", "ivy2", "active", "2026-04-01", "jpy", item("yen", 1_500, "month", 2), _ -> {});

        // Jon pays for a year in a currency of three decimals: 50000 / 12 = 4166.67.
        begins("jon", "active", "2026-03-07", "kwd", item("kwd-yearly", 50_000, "year", 1));

        // Kim has 1500 off for two months; nothing is told when they are over.
        begins("kim", "active", "2026-04-02", "kwd", item("kwd", 5_000, "month", 1), sub -> {
            var coupon = percent("FIFTEEN", 0, "repeating");
            coupon.putNull("percent_off");
            coupon.put("amount_off", 1_500).put("currency", "kwd").put("duration_in_months", 2);
            sub.putArray("discounts").add(discount("di_kim", "kim", "2026-04-02", "2026-06-02", coupon));
        });

        // Lea pays for usage as well, and pauses for three weeks.
        begins("lea", "active", "2026-04-20", "usd", item("basic", BASIC, "month", 1), sub -> {
            ((ArrayNode) sub.path("items").path("data")).add(metered("calls"));
        });
        changes("lea", "2026-05-20", sub -> sub.putObject("pause_collection").put("behavior", "void"));
        changes("lea", "2026-06-10", sub -> sub.putNull("pause_collection"));

        // Max pays 700 every other week: 700 * 52 / 2 / 12 = 1516.67.
        begins("max", "active", "2026-06-01", "usd", item("fortnight", 700, "week", 1, 2));

        // Ned has it for nothing, until he does not.
        begins("ned", "active", "2026-01-03", "usd", item("free", 0, "month", 1));
        changes("ned", "2026-06-20", sub -> items(sub, item("basic", BASIC, "month", 1)));
    }

    @Test
    void monthsAreAsComputedByHand() throws Exception {
        var report = report("from=2026-01-01&to=2026-06-30&interval=month");

        assertThat(table(report, "usd")).isEqualTo("""
                month       mrr  late   new  more  less churn  back | subs act try due pau lost rate    arpu
                2026-01    6000     0  6000     0     0     0     0 |    4   5   1   0   0    0 none    1500
                2026-02   13250  1000  6250  1000     0     0     0 |    7   7   0   1   0    0 0.0000  1893
                2026-03   14250     0     0  2000     0 -1000     0 |    6   7   0   0   0    1 0.1429  2375
                2026-04   13750     0  1000     0 -1500     0     0 |    7   8   0   0   0    0 0.0000  1964
                2026-05   15750     0     0     0     0 -1000  3000 |    7   8   0   0   1    1 0.1429  2250
                2026-06   16267     0  2517     0     0 -3000  1000 |    9   9   0   0   0    1 0.1429  1807
                """);
        assertThat(table(report, "jpy")).isEqualTo("""
                month       mrr  late   new  more  less churn  back | subs act try due pau lost rate    arpu
                2026-01       0     0     0     0     0     0     0 |    0   0   0   0   0    0 none    none
                2026-02    1500     0  1500     0     0     0     0 |    1   1   0   0   0    0 none    1500
                2026-03    1500     0     0     0     0     0     0 |    1   1   0   0   0    0 0.0000  1500
                2026-04    3000     0     0  1500     0     0     0 |    1   1   0   0   0    0 0.0000  3000
                2026-05    3000     0     0     0     0     0     0 |    1   1   0   0   0    0 0.0000  3000
                2026-06    3000     0     0     0     0     0     0 |    1   1   0   0   0    0 0.0000  3000
                """);
        assertThat(table(report, "kwd")).isEqualTo("""
                month       mrr  late   new  more  less churn  back | subs act try due pau lost rate    arpu
                2026-01       0     0     0     0     0     0     0 |    0   0   0   0   0    0 none    none
                2026-02       0     0     0     0     0     0     0 |    0   0   0   0   0    0 none    none
                2026-03    4167     0  4167     0     0     0     0 |    1   1   0   0   0    0 none    4167
                2026-04    7667     0  3500     0     0     0     0 |    2   2   0   0   0    0 0.0000  3833
                2026-05    7667     0     0     0     0     0     0 |    2   2   0   0   0    0 0.0000  3833
                2026-06    9167     0     0  1500     0     0     0 |    2   2   0   0   0    0 0.0000  4583
                """);
        assertThat(report.path("pending").asInt()).isZero();
    }

    @Test
    void daysAreAsComputedByHand() throws Exception {
        var march = days("usd", "2026-03-01", "2026-03-31");

        assertThat(on(march, "2026-03-18").path("pastDueMrr").asInt()).isZero();
        assertThat(on(march, "2026-03-19").path("pastDueMrr").asInt()).isEqualTo(3_000);
        assertThat(on(march, "2026-03-24").path("pastDueMrr").asInt()).isEqualTo(3_000);
        assertThat(on(march, "2026-03-24").path("pastDue").asInt()).isEqualTo(1);
        assertThat(on(march, "2026-03-25").path("pastDueMrr").asInt()).isZero();
        assertThat(on(march, "2026-03-10").path("trialing").asInt()).isEqualTo(1);
        assertThat(on(march, "2026-03-15").path("trialing").asInt()).isZero();
        assertThat(on(march, "2026-03-19").path("mrr").asInt()).isEqualTo(12_250);
        assertThat(on(march, "2026-03-20").path("mrr").asInt()).isEqualTo(14_250);
        assertThat(on(march, "2026-03-20").path("movements").path("expansion").asInt())
                .isEqualTo(2_000);
        assertThat(on(days("kwd", "2026-06-01", "2026-06-02"), "2026-06-02")
                        .path("movements")
                        .path("expansion")
                        .asInt())
                .isEqualTo(1_500);
        assertThat(on(days("jpy", "2026-04-01", "2026-04-01"), "2026-04-01")
                        .path("movements")
                        .toString())
                .isEqualTo("{\"newBusiness\":0,\"expansion\":1500,\"contraction\":0,\"churn\":0,\"reactivation\":0}");
    }

    @Test
    void whatIsNotCountedIsSaid() throws Exception {
        var april = days("usd", "2026-04-19", "2026-04-20");

        assertThat(on(april, "2026-04-19").path("notCounted").toString()).isEqualTo("{\"items\":0,\"discounts\":0}");
        assertThat(on(april, "2026-04-20").path("notCounted").toString()).isEqualTo("{\"items\":1,\"discounts\":0}");
    }

    @Test
    void everyDaysMovementsAddUpToTheDifference() throws Exception {
        for (String currency : List.of("usd", "jpy", "kwd")) {
            long before = 0;
            for (var day : days(currency, "2026-01-01", "2026-06-30").values()) {
                long moved = day.path("movements")
                        .valueStream()
                        .mapToLong(JsonNode::asLong)
                        .sum();
                assertThat(day.path("mrr").asLong() - before).as(day.toString()).isEqualTo(moved);
                before = day.path("mrr").asLong();
            }
        }
    }

    private static JsonNode on(Map<String, JsonNode> days, String day) {
        return Objects.requireNonNull(days.get(day));
    }

    private JsonNode report(String query) throws Exception {
        return json.readTree(
                mvc.perform(get("/api/v1/admin/billing/metrics?" + query).with(as(users.fresh(Role.ADMIN))))
                        .andExpect(status().isOk())
                        .andReturn()
                        .getResponse()
                        .getContentAsString());
    }

    private Map<String, JsonNode> days(String currency, String from, String to) throws Exception {
        return report("from=%s&to=%s&currency=%s".formatted(from, to, currency))
                .path("currencies")
                .path(0)
                .path("periods")
                .valueStream()
                .collect(Collectors.toMap(day -> day.path("from").asString(), day -> day, (a, _) -> a, TreeMap::new));
    }

    private static String table(JsonNode report, String currency) {
        var periods = report.path("currencies")
                .valueStream()
                .filter(each -> each.path("currency").asString().equals(currency))
                .flatMap(each -> each.path("periods").valueStream());
        return "month       mrr  late   new  more  less churn  back | subs act try due pau lost rate    arpu\n"
                + periods.map(RevenueStoryTest::line).collect(Collectors.joining());
    }

    private static String line(JsonNode period) {
        var moved = period.path("movements");
        return "%s %7d %5d %5d %5d %5d %5d %5d | %4d %3d %3d %3d %3d %4d %-6s %5s\n"
                .formatted(
                        period.path("from").asString().substring(0, 7),
                        period.path("mrr").asLong(),
                        period.path("pastDueMrr").asLong(),
                        moved.path("newBusiness").asLong(),
                        moved.path("expansion").asLong(),
                        moved.path("contraction").asLong(),
                        moved.path("churn").asLong(),
                        moved.path("reactivation").asLong(),
                        period.path("subscribers").asLong(),
                        period.path("active").asLong(),
                        period.path("trialing").asLong(),
                        period.path("pastDue").asLong(),
                        period.path("paused").asLong(),
                        period.path("churnedSubscribers").asLong(),
                        period.path("churnRate").isNull()
                                ? "none"
                                : period.path("churnRate")
                                        .decimalValue()
                                        .setScale(4)
                                        .toPlainString(),
                        period.path("arpu").isNull()
                                ? "none"
                                : period.path("arpu").asString());
    }

    private void begins(String who, String status, String day, String currency, ObjectNode item) {
        begins(who, who, status, day, currency, item, _ -> {});
    }

    private void begins(
            String who, String status, String day, String currency, ObjectNode item, Consumer<ObjectNode> more) {
        begins(who, who, status, day, currency, item, more);
    }

    private void begins(
            String who,
            String subscription,
            String status,
            String day,
            String currency,
            ObjectNode item,
            Consumer<ObjectNode> more) {
        var sub = StripeObjects.subscription("sub_" + subscription, "cus_" + who, status, List.of());
        sub.put("currency", currency).put("created", noon(day)).put("start_date", noon(day));
        items(sub, item);
        more.accept(sub);
        subscriptions.put(subscription, sub);
        tells("customer.subscription.created", day, sub);
    }

    private void changes(String subscription, String day, Consumer<ObjectNode> change) {
        var sub = Objects.requireNonNull(subscriptions.get(subscription));
        change.accept(sub);
        tells("customer.subscription.updated", day, sub);
    }

    private void ends(String subscription, String day) {
        var sub = Objects.requireNonNull(subscriptions.get(subscription));
        sub.put("status", "canceled").put("ended_at", noon(day));
        tells("customer.subscription.deleted", day, sub);
    }

    private void tells(String type, String day, ObjectNode object) {
        events.add(Deliveries.payload("evt_story_" + events.size(), type, noon(day), object)
                .toString());
    }

    private static long noon(String day) {
        return LocalDate.parse(day).toEpochSecond(LocalTime.NOON, ZoneOffset.UTC);
    }

    private static void items(ObjectNode subscription, ObjectNode item) {
        String id = subscription.path("id").asString();
        item.put("id", "si_" + id);
        ((ObjectNode) subscription.path("items")).putArray("data").add(item.deepCopy());
    }

    private static ObjectNode item(String price, int amount, String interval, int quantity) {
        return item(price, amount, interval, quantity, 1);
    }

    private static ObjectNode item(String price, int amount, String interval, int quantity, int count) {
        var node = StripeObjects.price("price_" + price, "prod_" + price, amount);
        node.put("unit_amount_decimal", Integer.toString(amount));
        node.putObject("recurring")
                .put("interval", interval)
                .put("interval_count", count)
                .put("usage_type", "licensed");
        var item = StripeObjects.item("si_" + price, node);
        item.put("quantity", quantity);
        return item;
    }

    private static ObjectNode metered(String price) {
        var item = item(price, 2, "month", 1);
        ((ObjectNode) item.path("price").path("recurring")).put("usage_type", "metered");
        item.remove("quantity");
        return item;
    }

    private static ObjectNode percent(String id, int percent, String duration) {
        var coupon = JsonNodeFactory.instance.objectNode();
        coupon.put("id", id).put("object", "coupon").put("livemode", false).put("created", noon("2026-01-02"));
        coupon.put("percent_off", (double) percent).putNull("amount_off").put("duration", duration);
        return coupon.put("valid", true);
    }

    private static ObjectNode discount(String id, String who, String start, @Nullable String end, ObjectNode coupon) {
        var discount = JsonNodeFactory.instance.objectNode();
        discount.put("id", id).put("object", "discount").put("livemode", false).put("customer", "cus_" + who);
        discount.put("start", noon(start));
        if (end == null) {
            discount.putNull("end");
        } else {
            discount.put("end", noon(end));
        }
        discount.set("coupon", coupon.deepCopy());
        return discount;
    }
}
