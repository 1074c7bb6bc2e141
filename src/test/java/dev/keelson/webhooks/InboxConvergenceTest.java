package dev.keelson.webhooks;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.keelson.auth.ClerkHistory;
import dev.keelson.auth.ClerkRows;
import dev.keelson.billing.MirrorRows;
import dev.keelson.billing.StripeHistory;
import dev.keelson.shared.UserId;
import dev.keelson.social.posts.AyrshareHistory;
import dev.keelson.social.posts.SocialStage;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.Seeds;
import dev.keelson.testing.TestUsers;
import dev.keelson.testing.WebhookSender;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.JsonNode;

/**
 * The whole way, of all three vendors at once: several senders deliver what happened, signed, shuffled and repeated, while the
 * vendors refuse the first question about each object. The rows that are left are those of a delivery in order.
 */
@KeelsonTest
class InboxConvergenceTest {
    private static final int SENDERS = 6;
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(60);

    @Autowired
    private ApplicationContext application;

    @Autowired
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    @InjectWireMock("stripe")
    private WireMockServer stripe;

    @InjectWireMock("clerk")
    private WireMockServer clerk;

    @InjectWireMock("ayrshare")
    private WireMockServer ayrshare;

    static LongStream seeds() {
        return Seeds.fresh(1);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsLeftIsWhatADeliveryInOrderLeaves(long seed) throws Exception {
        stripe.stubFor(get(urlPathMatching("/v1/products/.*"))
                .atPriority(9)
                .willReturn(jsonResponse(
                        "{\"error\": {\"type\": \"invalid_request_error\", \"code\": \"resource_missing\"}}", 404)));
        var random = new Random(seed);
        var ordered = new World(seed);
        ordered.vendorsAnswer();
        ordered.deliver(ordered.events, 1);

        var world = new World(seed);
        world.vendorsRefuseFirst();
        var deliveries = new ArrayList<>(world.events);
        deliveries.addAll(sample(world.events, random));
        Collections.shuffle(deliveries, random);
        world.deliver(deliveries, SENDERS);

        assertThat(world.rows()).as("shuffled, seed %d", seed).isEqualTo(ordered.rows());
        var replayed = world.deliver(sample(world.events, random), SENDERS);
        assertThat(replayed).as("replayed, seed %d", seed).allMatch(answer -> answer.contains("duplicate"));
        assertThat(world.rows()).as("replayed, seed %d", seed).isEqualTo(ordered.rows());
    }

    private static <T> List<T> sample(List<T> events, Random random) {
        return events.stream().filter(_ -> random.nextInt(3) == 0).toList();
    }

    private interface Delivery {
        HttpResponse<String> send() throws Exception;
    }

    /** Histories of users and objects of its own. */
    private final class World {
        private final String prefix = "run" + UUID.randomUUID().toString().substring(0, 8) + "-";
        private final List<UserId> both =
                List.of(users.fresh().id(), users.fresh().id());
        private final SocialStage stage = new SocialStage(application);
        private final WebhookSender vendor = new WebhookSender(port);
        private final StripeHistory stripeHistory;
        private final ClerkHistory clerkHistory;
        private final List<SocialStage.Member> members;
        private final List<Delivery> events = new ArrayList<>();

        World(long seed) {
            stripeHistory = StripeHistory.random(seed)
                    .of(prefix, both.stream().map(UserId::toString).toList());
            clerkHistory = ClerkHistory.random(seed).of(prefix);
            members = Stream.of(0, 1)
                    .map(i -> stage.member(both.get(i), AyrshareHistory.random(seed + i)))
                    .toList();
            int number = 0;
            for (var entry : stripeHistory.entries()) {
                String body = entry.body(prefix + "evt" + number++);
                events.add(() -> vendor.stripe(body));
            }
            for (var entry : clerkHistory.entries()) {
                String message = prefix + "msg" + number++;
                events.add(() -> vendor.clerk(message, entry.body()));
            }
            for (var member : members) {
                for (var entry : member.history().entries()) {
                    String body = entry.payload().toString();
                    events.add(() -> vendor.ayrshare(body));
                }
            }
        }

        void vendorsAnswer() {
            answers((server, question, answer) -> server.stubFor(question.get().willReturn(answer)));
        }

        void vendorsRefuseFirst() {
            answers((server, question, answer) -> {
                String scenario = UUID.randomUUID().toString();
                server.stubFor(question.get()
                        .inScenario(scenario)
                        .whenScenarioStateIs(STARTED)
                        .willReturn(refusal(scenario))
                        .willSetStateTo("up"));
                server.stubFor(question.get()
                        .inScenario(scenario)
                        .whenScenarioStateIs("up")
                        .willReturn(answer)
                        .willSetStateTo("up"));
            });
        }

        private ResponseDefinitionBuilder refusal(String scenario) {
            return scenario.hashCode() % 3 == 0
                    ? aResponse().withStatus(429).withHeader("Retry-After", "1")
                    : aResponse().withStatus(500);
        }

        private interface Stubbing {
            void stub(WireMockServer server, Supplier<MappingBuilder> question, ResponseDefinitionBuilder answer);
        }

        private void answers(Stubbing stubbing) {
            stripeHistory.entries().stream()
                    .map(StripeHistory.Entry::id)
                    .distinct()
                    .forEach(id -> {
                        var truth =
                                stripeHistory.truth(id, stripeHistory.entries().size());
                        stubbing.stub(stripe, () -> get(urlPathMatching("/v1/.*/" + id)), okJson(truth.toString()));
                    });
            for (String id : clerkHistory.users()) {
                JsonNode truth = clerkHistory.truth(id, clerkHistory.entries().size());
                boolean gone = truth.path("deleted").asBoolean(false);
                stubbing.stub(
                        clerk,
                        () -> get(urlPathEqualTo("/users/" + id)),
                        gone
                                ? jsonResponse("{\"errors\": [{\"code\": \"resource_not_found\"}]}", 404)
                                : okJson(truth.toString()));
            }
            for (var member : members) {
                stubbing.stub(
                        ayrshare,
                        () -> get(urlPathEqualTo("/user")).withHeader("Profile-Key", equalTo(member.key())),
                        okJson(member.history()
                                .linked(member.history().entries().size())
                                .toString()));
            }
        }

        /** @return the answers, when all that was acknowledged is done */
        List<String> deliver(List<Delivery> deliveries, int senders) throws Exception {
            var answers = new ArrayList<String>();
            try (var threads = Executors.newFixedThreadPool(senders)) {
                var calls = deliveries.stream()
                        .<Callable<HttpResponse<String>>>map(delivery -> delivery::send)
                        .toList();
                for (var answer : threads.invokeAll(calls)) {
                    assertThat(answer.get().statusCode()).isEqualTo(200);
                    answers.add(answer.get().body());
                }
            }
            Awaitility.await()
                    .atMost(DRAINED_WITHIN)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> count("webhook_work w join webhook_dedup d using (seq)", "true") == 0);
            assertThat(count("webhook_dead d", "true")).as("dead").isZero();
            assertThat(count("webhook_attempt a join webhook_dedup d using (seq)", "a.outcome <> 'failed'"))
                    .as("effects of as many events")
                    .isEqualTo(events.size());
            return answers;
        }

        private long count(String from, String where) {
            return jdbc.sql("""
                            select count(*) from %s
                            where (starts_with(d.event_id, :prefix) or exists (
                              select from unnest(:profiles) p where d.event_id like 'hook-%%' || p)) and %s
                            """.formatted(from, where))
                    .param("prefix", prefix)
                    .param(
                            "profiles",
                            members.stream().map(SocialStage.Member::refId).toArray(String[]::new))
                    .query(Long.class)
                    .single();
        }

        /** A product that a subscription names is asked for where it is not known yet, which gives it a version of our own. */
        String rows() {
            return String.join(
                    "\n",
                    new MirrorRows(jdbc).of(prefix, both).replaceAll("\"stripe_version\": \\d+", ""),
                    new ClerkRows(jdbc).of(prefix),
                    stage.rows(members.getFirst()),
                    stage.rows(members.getLast()));
        }
    }
}
