package dev.keelson.billing;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.billing.StripeHistory.Entry;
import dev.keelson.shared.UserId;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookEvent.Fetched;
import dev.keelson.webhooks.WebhookHandler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;

/**
 * Whatever the order, and however often: the same rows. The seed of a failure is the test's name; {@code -Dkeelson.seed=…}
 * runs one seed, {@code -Dkeelson.seeds=…} more of them.
 */
@KeelsonTest
class MirrorConvergenceTest {
    @Autowired
    private List<WebhookHandler> handlers;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @InjectWireMock("stripe")
    private WireMockServer stripe;

    static LongStream seeds() {
        Long one = Long.getLong("keelson.seed");
        return one != null ? LongStream.of(one) : LongStream.range(0, Long.getLong("keelson.seeds", 15));
    }

    @BeforeEach
    void stripeDoesNotKnowWhatItDidNotTell() {
        stripe.stubFor(
                get(urlPathMatching("/v1/products/.*")).willReturn(aResponse().withStatus(404)));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void anyOrderOfAnyDeliveriesEndsInTheSameRows(long seed) {
        var history = StripeHistory.random(seed);

        String lastOnly = new Run(history).lastOfEach();
        String ordered = new Run(history).inOrder();
        String shuffledAfterwards = new Run(history).shuffled(new Random(seed));
        String whileItHappens = new Run(history).whileItHappens(new Random(seed));

        assertThat(ordered).as("in order, seed %d", seed).isEqualTo(lastOnly);
        assertThat(shuffledAfterwards).as("shuffled afterwards, seed %d", seed).isEqualTo(lastOnly);
        assertThat(whileItHappens)
                .as("shuffled while it happens, seed %d", seed)
                .isEqualTo(lastOnly);
    }

    /** One way of delivering a history, for a customer and a user of its own. */
    private final class Run {
        private final String prefix = "run" + UUID.randomUUID().toString().substring(0, 8) + "_";
        private final UserId user = users.fresh().id();
        private final Deliveries deliveries = new Deliveries(handlers, transaction, jdbc);
        private final StripeHistory history;
        private Instant now = Instant.EPOCH;

        Run(StripeHistory template) {
            history = template.of(prefix, user.toString());
        }

        String lastOfEach() {
            int all = history.entries().size();
            history.lastOfEach().forEach(entry -> deliver(arrived(entry), all));
            return rows();
        }

        String inOrder() {
            for (int i = 0; i < history.entries().size(); i++) {
                deliver(arrived(history.entries().get(i)), i + 1);
            }
            return rows();
        }

        String shuffled(Random random) {
            var events = new ArrayList<>(
                    history.entries().stream().map(this::arrived).toList());
            events.addAll(sample(events, random));
            Collections.shuffle(events, random);
            events.forEach(event -> deliver(event, history.entries().size()));
            return rows();
        }

        /** Deliveries lag behind what happens, overtake each other and repeat; Stripe answers as it is at that moment. */
        String whileItHappens(Random random) {
            var waiting = new ArrayList<WebhookEvent>();
            var all = new ArrayList<WebhookEvent>();
            int happened = 0;
            while (happened < history.entries().size() || !waiting.isEmpty()) {
                if (happened < history.entries().size() && (waiting.isEmpty() || random.nextInt(3) == 0)) {
                    var event = arrived(history.entries().get(happened++));
                    waiting.add(event);
                    all.add(event);
                } else {
                    int next = random.nextInt(waiting.size());
                    var event = random.nextInt(5) == 0 ? waiting.get(next) : waiting.remove(next);
                    deliver(event, happened);
                }
            }
            sample(all, random)
                    .forEach(event -> deliver(event, history.entries().size()));
            return rows();
        }

        private List<WebhookEvent> sample(List<WebhookEvent> events, Random random) {
            return events.stream().filter(_ -> random.nextInt(3) == 0).toList();
        }

        private WebhookEvent arrived(Entry entry) {
            Instant at = Instant.ofEpochMilli(entry.millis()).plusMillis(80);
            now = now.isAfter(at) ? now : at;
            return Deliveries.event(entry.type(), entry.created(), now, entry.object());
        }

        private void deliver(WebhookEvent event, int happened) {
            now = now.plusMillis(20);
            String id = event.payload().path("data").path("object").path("id").stringValue();
            deliveries.deliver(event, () -> new Fetched(history.truth(id, happened), now));
        }

        /** Every row of this run, whole but for what is ours alone: ids, and when we wrote or asked. */
        private String rows() {
            var rows = new StringBuilder();
            for (String table : List.of("products", "prices", "customers", "subscriptions", "invoices")) {
                jdbc.sql("""
                                select to_jsonb(t) - '{id,created_at,updated_at,fetched_at}'::text[] as row
                                from %s t where starts_with(stripe_id, :prefix) order by stripe_id
                                """.formatted(table))
                        .param("prefix", prefix)
                        .query((row, _) -> table + " " + row.getString("row"))
                        .list()
                        .forEach(row -> rows.append(row).append('\n'));
            }
            jdbc.sql("""
                            select to_jsonb(i) - '{id,subscription_id}'::text[]
                              || jsonb_build_object('subscription', s.stripe_id) as row
                            from subscription_items i join subscriptions s on s.id = i.subscription_id
                            where starts_with(i.stripe_id, :prefix) order by i.stripe_id
                            """)
                    .param("prefix", prefix)
                    .query((row, _) -> "item " + row.getString("row"))
                    .list()
                    .forEach(row -> rows.append(row).append('\n'));
            jdbc.sql("""
                            select to_jsonb(p) - '{version,created_at,updated_at}'::text[] as row
                            from user_plans p where user_id = :user
                            """)
                    .param("user", user.value())
                    .query((row, _) -> "plan " + row.getString("row"))
                    .list()
                    .forEach(row -> rows.append(row).append('\n'));
            return rows.toString().replace(prefix, "").replace(user.toString(), "user");
        }
    }
}
