package dev.keelson.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.shared.UserId;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.Seeds;
import dev.keelson.testing.TestUsers;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookHandler;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A user's plan and what is wrong with it: whatever the order of the events, and however often they come, the same in the end,
 * and nothing is told twice. Histories are made from a seed: subscriptions fall behind, pause and end, invoices are tried and
 * paid, payments wait for their payer, are disputed and won.
 */
@KeelsonTest
@RecordApplicationEvents
class NoticesConvergenceTest {
    private final long start = Instant.now().getEpochSecond() - 86_400;

    @Autowired
    private List<WebhookHandler> handlers;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private ApplicationEvents events;

    static LongStream seeds() {
        return Seeds.fixed(12);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void anyOrderOfAnyDeliveriesEndsTheSameAndTellsNothingTwice(long seed) {
        String inOrder = run(seed, deliveries -> deliveries);
        String lastOfEach = run(seed, NoticesConvergenceTest::lastOfEach);
        String reversed = run(seed, NoticesConvergenceTest::reversed);
        String shuffled = run(seed, deliveries -> shuffled(deliveries, new Random(seed)));
        String again = run(seed, deliveries -> shuffled(deliveries, new Random(seed + 1_000)));

        assertThat(lastOfEach).as("the last of each, seed %d", seed).isEqualTo(inOrder);
        assertThat(reversed).as("reversed, seed %d", seed).isEqualTo(inOrder);
        assertThat(shuffled).as("shuffled, seed %d", seed).isEqualTo(inOrder);
        assertThat(again).as("shuffled otherwise, seed %d", seed).isEqualTo(inOrder);
    }

    private String run(long seed, UnaryOperator<List<WebhookEvent>> order) {
        var user = users.fresh().id();
        String unique = UUID.randomUUID().toString().substring(0, 8);
        var deliveries = new Deliveries(handlers, transaction, jdbc);

        order.apply(new History(seed, user, unique).events()).forEach(deliveries::deliver);

        var told = events.stream()
                .filter(event -> event.getClass().getPackageName().equals("dev.keelson.billing.events"))
                .map(Object::toString)
                .filter(event -> event.contains(user.toString()))
                .toList();
        assertThat(told).as("seed %d", seed).doesNotHaveDuplicates();
        return state(user).replace(unique, "").replace(user.toString(), "");
    }

    /** What is so, and who could be told of it. */
    private String state(UserId user) {
        return jdbc.sql("""
                        select 'plan ' || plan || ' ' || coalesce(due_at::text, '') from user_plans where user_id = :user
                        union all
                        (select kind || ' ' || subject || ' ' || occasion from billing_notices
                         where user_id = :user and closed_at is null order by 1)
                        """)
                .param("user", user.value())
                .query((row, _) -> row.getString(1))
                .list()
                .toString();
    }

    private static List<WebhookEvent> lastOfEach(List<WebhookEvent> all) {
        var last = new LinkedHashMap<String, WebhookEvent>();
        all.forEach(event -> last.put(Mirror.object(event).path("id").asString(), event));
        return List.copyOf(last.values());
    }

    private static List<WebhookEvent> reversed(List<WebhookEvent> all) {
        var events = new ArrayList<>(all);
        Collections.reverse(events);
        return events;
    }

    private static List<WebhookEvent> shuffled(List<WebhookEvent> all, Random random) {
        var events = new ArrayList<>(all);
        all.stream().filter(_ -> random.nextInt(3) == 0).forEach(events::add);
        Collections.shuffle(events, random);
        return events;
    }

    /** No two events in one second: what these mean is another test's question. */
    private final class History {
        private static final List<String> STATUSES =
                List.of("active", "past_due", "past_due", "past_due", "paused", "unpaid", "trialing", "canceled");
        private static final List<String> PAYMENTS =
                List.of("requires_payment_method", "requires_action", "processing", "succeeded");
        private static final List<String> DISPUTES = List.of("needs_response", "under_review", "won", "lost");

        private final Random random;
        private final String unique;
        private final String customer;
        private final List<WebhookEvent> events = new ArrayList<>();
        private long second = start;

        History(long seed, UserId user, String unique) {
            this.random = new Random(seed);
            this.unique = unique;
            this.customer = "cus_" + unique;
            var customer = StripeObjects.customer(this.customer, user);
            customer.putObject("invoice_settings").put("default_payment_method", id("pm", 0));
            emit("customer.created", customer);
        }

        List<WebhookEvent> events() {
            for (int i = 0; i < 2; i++) {
                var product = StripeObjects.product(id("prod", i), "Plan " + i);
                product.putObject("metadata").put("plan", "plan-" + i);
                emit("product.created", product);
            }
            for (int length = 15 + random.nextInt(25); length > 0; length--) {
                step(random.nextInt(2));
            }
            return events;
        }

        private void step(int which) {
            switch (random.nextInt(7)) {
                case 0, 1 -> subscription(which);
                case 2 -> invoice(which);
                case 3 -> payment(which);
                case 4 -> {
                    emit(
                            "charge.updated",
                            object("charge", which).put("customer", customer).put("status", "succeeded"));
                    emit(
                            "charge.dispute.updated",
                            object("dispute", which)
                                    .put("charge", id("charge", which))
                                    .put("status", one(DISPUTES)));
                }
                case 5 -> card();
                default -> invoicePayment(which);
            }
        }

        private void subscription(int which) {
            var price = StripeObjects.price(id("price", which), id("prod", which), 100L * (which + 1));
            var item = StripeObjects.item(id("si", which), price)
                    .put("current_period_start", start - 3_600)
                    .put("current_period_end", start + 2_592_000);
            var subscription = StripeObjects.subscription(id("sub", which), customer, one(STATUSES), List.of(item));
            subscription.put("trial_end", start + 86_400L * random.nextInt(6)).put("ended_at", second);
            if (random.nextInt(5) == 0) {
                subscription
                        .putObject("pause_collection")
                        .put("behavior", random.nextBoolean() ? "void" : "keep_as_draft");
            }
            emit("customer.subscription.updated", subscription);
        }

        private void invoice(int which) {
            boolean open = random.nextInt(3) > 0;
            // In the past by more than the grace for one of them.
            long finalised = start - which * 8L * 86_400;
            var invoice = StripeObjects.invoice(
                    id("in", which),
                    customer,
                    id("sub", which),
                    open ? "open" : random.nextBoolean() ? "paid" : "void");
            invoice.put("attempt_count", attempts(which))
                    .putObject("status_transitions")
                    .put("finalized_at", finalised);
            emit("invoice.updated", invoice);
        }

        /** They never become fewer. */
        private long attempts(int which) {
            return events.stream()
                    .filter(event -> Mirror.object(event).path("id").asString().equals(id("in", which)))
                    .count();
        }

        private void payment(int which) {
            emit(
                    "payment_intent.updated",
                    object("payment_intent", which).put("customer", customer).put("status", one(PAYMENTS)));
        }

        private void invoicePayment(int which) {
            var payment = object("invoice_payment", which)
                    .put("invoice", id("in", which))
                    .put("status", "open")
                    .put("is_default", true);
            payment.putObject("payment")
                    .put("type", "payment_intent")
                    .put("payment_intent", id("payment_intent", which));
            emit("invoice_payment.updated", payment);
        }

        private void card() {
            var card = object("pm", 0)
                    .put("object", "payment_method")
                    .put("customer", customer)
                    .put("type", "card");
            var now = YearMonth.now(ZoneOffset.UTC).plusMonths(random.nextInt(3) - 1);
            card.putObject("card").put("exp_year", now.getYear()).put("exp_month", now.getMonthValue());
            emit("payment_method.updated", card);
        }

        private ObjectNode object(String type, int which) {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("id", id(type, which))
                    .put("object", type)
                    .put("livemode", false)
                    .put("currency", "usd")
                    .put("created", start);
        }

        private String id(String kind, int which) {
            return "%s_%s%d".formatted(kind, unique, which);
        }

        private String one(List<String> of) {
            return of.get(random.nextInt(of.size()));
        }

        private void emit(String type, ObjectNode object) {
            events.add(Deliveries.event(type, second++, object));
        }
    }
}
