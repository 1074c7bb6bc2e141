package dev.keelson.social.posts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.social.PostFailed;
import dev.keelson.social.PostPublished;
import dev.keelson.social.accounts.AccountWebhooks;
import dev.keelson.social.posts.AyrshareHistory.Entry;
import dev.keelson.social.posts.SocialStage.Member;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.Seeds;
import dev.keelson.testing.Shrinker;
import dev.keelson.testing.TestUsers;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookEvent.Fetched;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Linked accounts and posts: any order of any deliveries of Ayrshare's events, with any repetition, ends in the same rows. Which
 * histories are tried, {@link AyrshareHistory} says; {@link Seeds} how to see a failure again.
 */
@KeelsonTest
@RecordApplicationEvents
class SocialConvergenceTest {
    private static final AtomicLong SEQUENCE = new AtomicLong();

    @Autowired
    private AccountWebhooks accountWebhooks;

    @Autowired
    private PostWebhooks postWebhooks;

    @Autowired
    private ApplicationContext application;

    @Autowired
    private TestUsers users;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    static LongStream seeds() {
        return Seeds.fresh(12);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void anyOrderOfAnyDeliveriesEndsInTheSameRows(long seed, ApplicationEvents events) {
        var history = AyrshareHistory.random(seed);
        var deliveries = new ArrayList<>(history.entries());
        deliveries.addAll(sample(history.entries(), new Random(seed)));
        Collections.shuffle(deliveries, new Random(seed));

        Shrinker.check(deliveries, delivered -> {
            var happened = new AyrshareHistory(
                    history.entries().stream().filter(delivered::contains).toList(), history.posts());
            String inOrder = new Run(happened).inOrder().rows();
            var shuffled = new Run(happened).afterwards(delivered);
            assertThat(shuffled.rows()).as("shuffled afterwards, seed %d", seed).isEqualTo(inOrder);
            shuffled.tellsHowItEnded(events);
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void deliveriesThatOvertakeEachOtherEndInTheSameRows(long seed) {
        var history = AyrshareHistory.random(seed);

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

    /** One way of delivering a history, around a profile of its own. */
    private final class Run {
        private final SocialStage stage = new SocialStage(application);
        private final Member member;
        private final List<Entry> history;
        private Instant now = Instant.parse("2026-11-02T00:00:00Z");

        Run(AyrshareHistory template) {
            member = stage.member(users.fresh().id(), template);
            history = member.history().entries();
        }

        Run inOrder() {
            for (int i = 0; i < history.size(); i++) {
                deliver(history.get(i), i + 1);
            }
            return this;
        }

        Run afterwards(List<Entry> deliveries) {
            new AyrshareHistory(deliveries, member.history().posts())
                    .of(member.refId())
                    .entries()
                    .forEach(entry -> deliver(entry, history.size()));
            return this;
        }

        /** Deliveries lag behind what happens, overtake each other and repeat; Ayrshare answers as it is at that moment. */
        Run whileItHappens(Random random) {
            var waiting = new ArrayList<Entry>();
            int happened = 0;
            while (happened < history.size() || !waiting.isEmpty()) {
                if (happened < history.size() && (waiting.isEmpty() || random.nextInt(3) == 0)) {
                    waiting.add(history.get(happened++));
                } else {
                    int next = random.nextInt(waiting.size());
                    deliver(random.nextInt(5) == 0 ? waiting.get(next) : waiting.remove(next), happened);
                }
            }
            sample(history, random).forEach(entry -> deliver(entry, history.size()));
            return this;
        }

        private void deliver(Entry entry, int happened) {
            now = now.plusMillis(20);
            var event = event(entry);
            if (handle(event) == WebhookOutcome.FETCH_FIRST) {
                var answer = member.history().linked(happened);
                assertThat(handle(event.with(new Fetched(answer, now)))).isNotEqualTo(WebhookOutcome.FETCH_FIRST);
            }
        }

        private WebhookEvent event(Entry entry) {
            var payload = entry.payload();
            return new WebhookEvent(
                    SEQUENCE.incrementAndGet(),
                    WebhookProvider.AYRSHARE,
                    payload.path("hookId").stringValue(),
                    payload.path("action").stringValue(),
                    member.refId(),
                    Instant.parse(payload.path("created").stringValue()),
                    now,
                    1,
                    payload,
                    null);
        }

        private WebhookOutcome handle(WebhookEvent event) {
            var handler = event.type().equals("social") ? accountWebhooks : postWebhooks;
            return Objects.requireNonNull(transaction.execute(status -> {
                var outcome = handler.handle(event);
                if (outcome == WebhookOutcome.FETCH_FIRST) {
                    status.setRollbackOnly();
                }
                return outcome;
            }));
        }

        String rows() {
            return stage.rows(member);
        }

        /** What came of each target was told, and that it is out no more than once. */
        void tellsHowItEnded(ApplicationEvents events) {
            jdbc.sql("select post_id, platform, status, failure from post_targets where user_id = :user")
                    .param("user", member.user().value())
                    .query(row -> {
                        var post = row.getObject("post_id", UUID.class);
                        String platform = row.getString("platform");
                        String failure = row.getString("failure");
                        long published = events.stream(PostPublished.class)
                                .filter(e ->
                                        e.postId().equals(post) && e.platform().equals(platform))
                                .count();
                        assertThat(published).isEqualTo(row.getString("status").equals("published") ? 1 : 0);
                        if (failure != null) {
                            assertThat(events.stream(PostFailed.class)
                                            .filter(e -> e.postId().equals(post)
                                                    && e.platform().equals(platform)))
                                    .extracting(PostFailed::code)
                                    .contains(failure.toUpperCase(Locale.ROOT));
                        }
                    });
        }
    }
}
