package dev.keelson.billing;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.billing.StripeHistory.Entry;
import dev.keelson.shared.Role;
import dev.keelson.shared.UserId;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.Seeds;
import dev.keelson.testing.TestUsers;
import dev.keelson.webhooks.WebhookBatchHandler;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookEvent.Fetched;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;

/**
 * Stripe's objects, the users' plans and their roles: whatever the order, and however often, the same rows. Which histories are
 * tried, {@link StripeHistory} says; the seed of a failure is the test's name, and {@link Seeds} says how to see it again.
 */
@KeelsonTest
class MirrorConvergenceTest {
    private static final double NEVER_THIN = 0;

    @Autowired
    private List<WebhookHandler> handlers;

    @Autowired
    private Customers customers;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @InjectWireMock("stripe")
    private WireMockServer stripe;

    static Stream<Arguments> histories() {
        return Seeds.fixed(10)
                .boxed()
                .flatMap(seed -> Stream.of(
                        Arguments.of("subscriptions", seed, StripeHistory.random(seed)),
                        Arguments.of("payments", seed, PaymentHistory.random(seed))));
    }

    @BeforeEach
    void stripeDoesNotKnowWhatItDidNotTell() {
        stripe.stubFor(get(urlPathMatching("/v1/products/.*"))
                .willReturn(jsonResponse(
                        "{\"error\": {\"type\": \"invalid_request_error\", \"code\": \"resource_missing\"}}", 404)));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("histories")
    void anyOrderOfAnyDeliveriesEndsInTheSameRows(String of, long seed, StripeHistory history) {

        String lastOnly = new Run(history, NEVER_THIN).lastOfEach().rows();
        String ordered = new Run(history, NEVER_THIN).inOrder().rows();
        String shuffledAfterwards =
                new Run(history, NEVER_THIN).shuffled(new Random(seed)).rows();
        String whileItHappens =
                new Run(history, NEVER_THIN).whileItHappens(new Random(seed)).rows();

        var inBatches = new Run(history, NEVER_THIN);
        var batchOutcomes = inBatches.inBatches(new Random(seed), WebhookBatchHandler::handleAll);
        var oneByOne = new Run(history, NEVER_THIN);
        var outcomes = oneByOne.inBatches(
                new Random(seed),
                (handler, events) -> events.stream().map(handler::handle).toList());

        assertThat(ordered).as("%s, in order, seed %d", of, seed).isEqualTo(lastOnly);
        assertThat(inBatches.rows())
                .as("%s, shuffled, in batches, seed %d", of, seed)
                .isEqualTo(lastOnly);
        assertThat(batchOutcomes)
                .as("%s, outcomes of batches, seed %d", of, seed)
                .isEqualTo(outcomes);
        assertThat(oneByOne.rows()).as("%s, one by one, seed %d", of, seed).isEqualTo(lastOnly);
        assertThat(shuffledAfterwards)
                .as("%s, shuffled afterwards, seed %d", of, seed)
                .isEqualTo(lastOnly);
        assertThat(whileItHappens)
                .as("%s, shuffled while it happens, seed %d", of, seed)
                .isEqualTo(lastOnly);
    }

    /** Of a deleted object a thin event cannot tell more than its end, so no more than that is compared. */
    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("histories")
    void thinTwinsEndInTheSameRows(String of, long seed, StripeHistory history) {

        String whole = new Run(history, NEVER_THIN).lastOfEach().livingRows();
        String allThin = new Run(history, 1).inOrder().livingRows();
        String shuffledAfterwards =
                new Run(history, 0.5).shuffled(new Random(seed)).livingRows();
        String whileItHappens =
                new Run(history, 0.5).whileItHappens(new Random(seed)).livingRows();

        assertThat(allThin).as("%s, all thin, in order, seed %d", of, seed).isEqualTo(whole);
        assertThat(shuffledAfterwards)
                .as("%s, shuffled afterwards, seed %d", of, seed)
                .isEqualTo(whole);
        assertThat(whileItHappens)
                .as("%s, shuffled while it happens, seed %d", of, seed)
                .isEqualTo(whole);
    }

    /** One way of delivering a history, for customers and users of its own. */
    private final class Run {
        private final String prefix = "run" + UUID.randomUUID().toString().substring(0, 8) + "_";
        private final UserId late = users.announced();
        private final List<UserId> both = List.of(late, users.fresh().id());
        private final Deliveries deliveries = new Deliveries(handlers, transaction, jdbc);
        private final StripeHistory history;
        private final double thin;
        private final Random twins = new Random(42);
        private Instant now = Instant.EPOCH;

        /** @param thin the share of the deliveries that do not show their object */
        Run(StripeHistory template, double thin) {
            history = template.of(prefix, both.stream().map(UserId::toString).toList());
            this.thin = thin;
        }

        /** One of the users becomes known here, perhaps long after their customer. */
        private void userArrives() {
            users.arrived(late, Role.FREE);
            transaction.executeWithoutResult(_ -> customers.linkWaitingFor(late));
        }

        Run lastOfEach() {
            userArrives();
            int all = history.entries().size();
            history.lastOfEach().forEach(entry -> deliver(arrived(entry), all));
            return this;
        }

        Run inOrder() {
            userArrives();
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
            int arrival = random.nextInt(events.size());
            for (int i = 0; i < events.size(); i++) {
                if (i == arrival) {
                    userArrives();
                }
                deliver(events.get(i), history.entries().size());
            }
            return this;
        }

        List<WebhookOutcome> inBatches(
                Random random, BiFunction<WebhookBatchHandler, List<WebhookEvent>, List<WebhookOutcome>> handling) {
            var events = new ArrayList<>(
                    history.entries().stream().map(this::arrived).toList());
            events.addAll(sample(events, random));
            Collections.shuffle(events, random);
            var outcomes = new ArrayList<WebhookOutcome>();
            userArrives();
            while (!events.isEmpty()) {
                now = now.plusMillis(20);
                var batch = events.subList(0, Math.min(events.size(), 1 + random.nextInt(20)));
                outcomes.addAll(deliveries.deliverTogether(
                        List.copyOf(batch),
                        event -> new Fetched(
                                history.truth(
                                        StripeHistory.key(Mirror.object(event)),
                                        history.entries().size()),
                                now),
                        handling));
                batch.clear();
            }
            return outcomes;
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
            userArrives();
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
            return Deliveries.event(entry.type(), entry.created(), now, entry.shown());
        }

        private void deliver(WebhookEvent event, int happened) {
            now = now.plusMillis(20);
            String id = StripeHistory.key(Mirror.object(event));
            boolean asThin = twins.nextDouble() < thin && isKnownWithoutItsObject(event.type(), id);
            deliveries.deliver(
                    asThin ? Deliveries.thin(event) : event, () -> new Fetched(history.truth(id, happened), now));
        }

        /** Whose a customer was, only the object says: of one that is gone nobody could know it. */
        private boolean isKnownWithoutItsObject(String type, String id) {
            return !type.startsWith("customer.")
                    || type.chars().filter(c -> c == '.').count() > 1
                    || type.equals("customer.deleted")
                    || !history.ends(id);
        }

        String rows() {
            return new MirrorRows(jdbc).of(prefix, both);
        }

        String livingRows() {
            return new MirrorRows(jdbc).ofTheLiving(prefix, both);
        }
    }
}
