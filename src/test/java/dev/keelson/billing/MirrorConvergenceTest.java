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
    private static final double NEVER_THIN = 0;

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

        String lastOnly = new Run(history, NEVER_THIN).lastOfEach().rows();
        String ordered = new Run(history, NEVER_THIN).inOrder().rows();
        String shuffledAfterwards =
                new Run(history, NEVER_THIN).shuffled(new Random(seed)).rows();
        String whileItHappens =
                new Run(history, NEVER_THIN).whileItHappens(new Random(seed)).rows();

        String inBatches =
                new Run(history, NEVER_THIN).inBatches(new Random(seed)).rows();

        assertThat(ordered).as("in order, seed %d", seed).isEqualTo(lastOnly);
        assertThat(inBatches).as("shuffled, in batches, seed %d", seed).isEqualTo(lastOnly);
        assertThat(shuffledAfterwards).as("shuffled afterwards, seed %d", seed).isEqualTo(lastOnly);
        assertThat(whileItHappens)
                .as("shuffled while it happens, seed %d", seed)
                .isEqualTo(lastOnly);
    }

    /** Of a deleted object a thin event cannot tell more than its end, so no more than that is compared. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void thinTwinsEndInTheSameRows(long seed) {
        var history = StripeHistory.random(seed);

        String whole = new Run(history, NEVER_THIN).lastOfEach().livingRows();
        String allThin = new Run(history, 1).inOrder().livingRows();
        String shuffledAfterwards =
                new Run(history, 0.5).shuffled(new Random(seed)).livingRows();
        String whileItHappens =
                new Run(history, 0.5).whileItHappens(new Random(seed)).livingRows();

        assertThat(allThin).as("all thin, in order, seed %d", seed).isEqualTo(whole);
        assertThat(shuffledAfterwards).as("shuffled afterwards, seed %d", seed).isEqualTo(whole);
        assertThat(whileItHappens)
                .as("shuffled while it happens, seed %d", seed)
                .isEqualTo(whole);
    }

    /** One way of delivering a history, for a customer and a user of its own. */
    private final class Run {
        private final String prefix = "run" + UUID.randomUUID().toString().substring(0, 8) + "_";
        private final UserId user = users.fresh().id();
        private final Deliveries deliveries = new Deliveries(handlers, transaction, jdbc);
        private final StripeHistory history;
        private final double thin;
        private final Random twins = new Random(42);
        private Instant now = Instant.EPOCH;

        /** @param thin the share of the deliveries that do not show their object */
        Run(StripeHistory template, double thin) {
            history = template.of(prefix, user.toString());
            this.thin = thin;
        }

        Run lastOfEach() {
            int all = history.entries().size();
            history.lastOfEach().forEach(entry -> deliver(arrived(entry), all));
            return this;
        }

        Run inOrder() {
            for (int i = 0; i < history.entries().size(); i++) {
                deliver(arrived(history.entries().get(i)), i + 1);
            }
            return this;
        }

        Run shuffled(Random random) {
            var events = new ArrayList<>(
                    history.entries().stream().map(this::arrived).toList());
            events.addAll(sample(events, random));
            Collections.shuffle(events, random);
            events.forEach(event -> deliver(event, history.entries().size()));
            return this;
        }

        Run inBatches(Random random) {
            var events = new ArrayList<>(
                    history.entries().stream().map(this::arrived).toList());
            events.addAll(sample(events, random));
            Collections.shuffle(events, random);
            while (!events.isEmpty()) {
                now = now.plusMillis(20);
                var batch = events.subList(0, Math.min(events.size(), 1 + random.nextInt(20)));
                deliveries.deliverTogether(
                        List.copyOf(batch),
                        event -> new Fetched(
                                history.truth(
                                        Mirror.object(event).path("id").stringValue(),
                                        history.entries().size()),
                                now));
                batch.clear();
            }
            return this;
        }

        /** Deliveries lag behind what happens, overtake each other and repeat; Stripe answers as it is at that moment. */
        Run whileItHappens(Random random) {
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
            return this;
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
            boolean asThin = twins.nextDouble() < thin && isKnownWithoutItsObject(event.type(), id);
            deliveries.deliver(
                    asThin ? Deliveries.thin(event) : event, () -> new Fetched(history.truth(id, happened), now));
        }

        /** Whose a customer was, only the object says: of one that is gone nobody could know it. */
        private boolean isKnownWithoutItsObject(String type, String id) {
            return !id.equals(prefix + "cus") || !history.ends(id) || type.equals("customer.deleted");
        }

        String rows() {
            return rows("to_jsonb(t) - '{id,created_at,updated_at,fetched_at}'::text[]");
        }

        String livingRows() {
            return rows("""
                    case when deleted_at is null then to_jsonb(t) - '{id,created_at,updated_at,fetched_at}'::text[]
                    else jsonb_build_object('id', stripe_id, 'end', deleted_at, 'of', to_jsonb(t) -> 'claimed_user_id') end""");
        }

        /** Every row of this run, whole but for what is ours alone: ids, and when we wrote or asked. */
        private String rows(String row) {
            var rows = new StringBuilder();
            for (String table : List.of("products", "prices", "customers", "subscriptions", "invoices")) {
                jdbc.sql("""
                                select %s as row from %s t
                                where starts_with(stripe_id, :prefix) order by stripe_id
                                """.formatted(row, table))
                        .param("prefix", prefix)
                        .query((result, _) -> table + " " + result.getString("row"))
                        .list()
                        .forEach(line -> rows.append(line).append('\n'));
            }
            jdbc.sql("""
                            select to_jsonb(i) - '{id,subscription_id}'::text[]
                              || jsonb_build_object('subscription', s.stripe_id) as row
                            from subscription_items i join subscriptions s on s.id = i.subscription_id
                            where starts_with(i.stripe_id, :prefix) order by i.stripe_id
                            """)
                    .param("prefix", prefix)
                    .query((result, _) -> "item " + result.getString("row"))
                    .list()
                    .forEach(line -> rows.append(line).append('\n'));
            jdbc.sql("""
                            select to_jsonb(p) - '{version,created_at,updated_at}'::text[] as row
                            from user_plans p where user_id = :user
                            """)
                    .param("user", user.value())
                    .query((result, _) -> "plan " + result.getString("row"))
                    .list()
                    .forEach(line -> rows.append(line).append('\n'));
            return rows.toString().replace(prefix, "").replace(user.toString(), "user");
        }
    }
}
