package dev.keelson.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.auth.ClerkHistory.Entry;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.Seeds;
import dev.keelson.testing.Shrinker;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookEvent.Fetched;
import dev.keelson.webhooks.WebhookOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/**
 * Users and their sessions: any order of any deliveries of Clerk's events, with any repetition, ends in the same rows. Which
 * histories are tried, {@link ClerkHistory} says; {@link Seeds} how to see a failure again.
 */
@KeelsonTest
class UserConvergenceTest {
    @Autowired
    private ClerkUserEvents userEvents;

    @Autowired
    private ClerkSessionEvents sessionEvents;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    static LongStream seeds() {
        return Seeds.fresh(20);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void anyOrderOfAnyDeliveriesEndsInTheSameRows(long seed) {
        var history = ClerkHistory.random(seed);
        var deliveries = new ArrayList<>(history.entries());
        deliveries.addAll(sample(history.entries(), new Random(seed)));
        Collections.shuffle(deliveries, new Random(seed));

        Shrinker.check(deliveries, delivered -> {
            var happened = new ClerkHistory(
                    history.entries().stream().filter(delivered::contains).toList());
            String inOrder = new Run(happened).inOrder().rows();
            assertThat(new Run(happened).afterwards(delivered).rows())
                    .as("shuffled afterwards, seed %d", seed)
                    .isEqualTo(inOrder);
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void deliveriesThatOvertakeEachOtherEndInTheSameRows(long seed) {
        var history = ClerkHistory.random(seed);

        String inOrder = new Run(history).inOrder().rows();
        String whileItHappens =
                new Run(history).whileItHappens(new Random(seed)).rows();

        assertThat(whileItHappens)
                .as("shuffled while it happens, seed %d", seed)
                .isEqualTo(inOrder);
    }

    private static List<Entry> sample(List<Entry> entries, Random random) {
        return entries.stream().filter(_ -> random.nextInt(3) == 0).toList();
    }

    /** One way of delivering a history, for users of its own. */
    private final class Run {
        private final String prefix = "run" + UUID.randomUUID().toString().substring(0, 8) + "-";
        private final ClerkHistory history;

        Run(ClerkHistory template) {
            history = template.of(prefix);
        }

        Run inOrder() {
            for (int i = 0; i < history.entries().size(); i++) {
                deliver(history.entries().get(i), i + 1);
            }
            return this;
        }

        Run afterwards(List<Entry> deliveries) {
            new ClerkHistory(deliveries)
                    .of(prefix)
                    .entries()
                    .forEach(entry -> deliver(entry, history.entries().size()));
            return this;
        }

        /** Deliveries lag behind what happens, overtake each other and repeat; Clerk answers as it is at that moment. */
        Run whileItHappens(Random random) {
            var waiting = new ArrayList<Entry>();
            int happened = 0;
            while (happened < history.entries().size() || !waiting.isEmpty()) {
                if (happened < history.entries().size() && (waiting.isEmpty() || random.nextInt(3) == 0)) {
                    waiting.add(history.entries().get(happened++));
                } else {
                    int next = random.nextInt(waiting.size());
                    deliver(random.nextInt(5) == 0 ? waiting.get(next) : waiting.remove(next), happened);
                }
            }
            sample(history.entries(), random)
                    .forEach(entry -> deliver(entry, history.entries().size()));
            return this;
        }

        private void deliver(Entry entry, int happened) {
            var event = ClerkFixtures.event(entry.type(), entry.data());
            if (handle(event) == WebhookOutcome.FETCH_FIRST) {
                JsonNode truth = history.truth(userEvents.fetchKey(event), happened);
                assertThat(handle(event.with(new Fetched(truth, Instant.ofEpochMilli(entry.at())))))
                        .isNotEqualTo(WebhookOutcome.FETCH_FIRST);
            }
        }

        private WebhookOutcome handle(WebhookEvent event) {
            var handler = event.type().startsWith("user.") ? userEvents : sessionEvents;
            return new Inbox(transaction).handle(handler, event);
        }

        String rows() {
            return new ClerkRows(jdbc).of(prefix);
        }
    }
}
