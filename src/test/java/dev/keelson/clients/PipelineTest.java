package dev.keelson.clients;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.keelson.clients.clerk.ClerkSettings;
import dev.keelson.shared.DatabaseLane;
import dev.keelson.shared.Problem;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/** What every call goes through, seen from both of its ends. */
class PipelineTest {
    @RegisterExtension
    private static final WireMockExtension VENDOR = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort().containerThreads(64))
            .build();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ApiClientFactory factory = TestClients.factory(meters);

    private ProbeClient client(String... settings) {
        List<String> all = new ArrayList<>(List.of("api-url", VENDOR.baseUrl(), "read-timeout", "1s"));
        all.addAll(List.of(settings));
        return factory.create(
                Vendor.CLERK,
                TestClients.settings(ClerkSettings.class, "clerk", all.toArray(String[]::new)),
                new PlainErrors(),
                headers -> headers.setBearerAuth("secret"),
                ProbeClient::new);
    }

    private static void answer(ResponseDefinitionBuilder answer) {
        VENDOR.stubFor(any(anyUrl()).willReturn(answer));
    }

    /** The first answers are these, and what follows is good. */
    private static void answerFirst(ResponseDefinitionBuilder... answers) {
        String state = Scenario.STARTED;
        for (int i = 0; i <= answers.length; i++) {
            VENDOR.stubFor(any(anyUrl())
                    .inScenario("answers")
                    .whenScenarioStateIs(state)
                    .willSetStateTo("after " + i)
                    .willReturn(i < answers.length ? answers[i] : okJson("{\"id\":\"1\"}")));
            state = "after " + i;
        }
        VENDOR.stubFor(
                any(anyUrl()).inScenario("answers").whenScenarioStateIs(state).willReturn(okJson("{\"id\":\"1\"}")));
    }

    private static void asTask(Runnable work) {
        DatabaseLane.BACKGROUND.run(work);
    }

    /** Ways in which a call fails that may work the next time. */
    enum Outage {
        RESET,
        EMPTY,
        SLOW,
        TRICKLING,
        CUT,
        STATUS_500,
        STATUS_503,
        STATUS_504;

        ResponseDefinitionBuilder answer() {
            return switch (this) {
                case RESET -> aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER);
                case EMPTY -> aResponse().withFault(Fault.EMPTY_RESPONSE);
                case SLOW -> okJson("{}").withFixedDelay(1_500);
                case TRICKLING -> okJson("{\"id\":\"" + "x".repeat(500) + "\"}").withChunkedDribbleDelay(10, 3_000);
                case CUT -> aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE);
                case STATUS_500 -> aResponse().withStatus(500);
                case STATUS_503 -> aResponse().withStatus(503).withBody("<html>");
                case STATUS_504 -> aResponse().withStatus(504);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void readIsRepeated(Outage outage) {
        answerFirst(outage.answer());

        assertThat(client().read("1").path("id").asString()).isEqualTo("1");

        VENDOR.verify(2, getRequestedFor(urlEqualTo("/things/1")));
    }

    @ParameterizedTest
    @EnumSource
    void writeIsNeverRepeatedAndItsOutcomeIsNotKnown(Outage outage) {
        answerFirst(outage.answer());

        var failed = catchThrowableOfType(ApiException.class, () -> client().write());

        assertThat(failed).isInstanceOfAny(ApiException.OutcomeUnknown.class, ApiException.Unavailable.class);
        assertThat(failed.repeatSafe()).isFalse();
        VENDOR.verify(1, postRequestedFor(urlEqualTo("/things")));
    }

    @ParameterizedTest
    @EnumSource
    void writeThatTheVendorKnowsByAKeyIsRepeatedWithThatKey(Outage outage) {
        answerFirst(outage.answer());

        client().writeWithKey("key-1");

        VENDOR.verify(
                2,
                postRequestedFor(urlEqualTo("/things"))
                        .withHeader(
                                "Idempotency-Key", com.github.tomakehurst.wiremock.client.WireMock.equalTo("key-1")));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 422})
    void refusalIsAnAnswerAndNotRepeated(int status) {
        answer(aResponse().withStatus(status).withBody("{}"));

        assertThatThrownBy(() -> client().read("1")).isInstanceOf(ApiException.class);

        VENDOR.verify(1, getRequestedFor(urlEqualTo("/things/1")));
    }

    @Test
    void repetitionsEndWithTheLastAttempt() {
        answer(aResponse().withStatus(503));

        assertThatThrownBy(() -> client("retry.attempts", "3").read("1")).isInstanceOf(ApiException.Unavailable.class);

        VENDOR.verify(3, getRequestedFor(urlEqualTo("/things/1")));
    }

    @Test
    void callerWaitsNoLongerThanItsDeadline() {
        answer(okJson("{}").withFixedDelay(5_000));
        var client = client("read-timeout", "400ms", "retry.attempts", "10", "breaker.minimum", "20");
        long start = System.nanoTime();

        assertThatThrownBy(() -> Deadline.within(Duration.ofSeconds(1), () -> client.read("1")))
                .isInstanceOfAny(ApiException.OutcomeUnknown.class, ApiException.NotSent.class);

        // Far from what ten attempts take, and from what the vendor takes.
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(900), Duration.ofMillis(2_500));
    }

    /** What a proxy knows nothing of must not be taken for something that the vendor has deleted. */
    @ParameterizedTest
    @ValueSource(strings = {"", "<html>404 Not Found</html>"})
    void gatewaysNotFoundIsNotTheVendors(String body) {
        answer(aResponse().withStatus(404).withBody(body));

        assertThatThrownBy(() -> client("retry.attempts", "1").read("1")).isInstanceOf(ApiException.Unavailable.class);

        answer(jsonResponse("{\"code\":\"not_found\"}", 404));
        assertThatThrownBy(() -> client("retry.attempts", "1").read("1")).isInstanceOf(ApiException.NotFound.class);
    }

    /** What is answered at the door says nothing of the attempt that came through it before. */
    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429})
    void refusalAtTheDoorLeavesUnknownWhatAnEarlierAttemptDid(int status) {
        answerFirst(
                aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
                aResponse().withStatus(status));

        assertThatThrownBy(() -> client().writeWithKey("key-1"))
                .isInstanceOf(ApiException.OutcomeUnknown.class)
                .satisfies(e -> assertThat(((ApiException) e).repeatSafe()).isTrue());
        VENDOR.verify(2, postRequestedFor(urlEqualTo("/things")));
    }

    @Test
    void attemptThatFoundNoTimeLeavesUnknownWhatAnEarlierOneDid() {
        answer(okJson("{}").withFixedDelay(5_000));
        var client = client("read-timeout", "400ms", "retry.pause", "60s", "retry.longest-pause", "60s");

        assertThatThrownBy(() -> Deadline.within(Duration.ofMillis(500), () -> client.writeWithKey("key-1")))
                .isInstanceOf(ApiException.OutcomeUnknown.class);
        VENDOR.verify(1, postRequestedFor(urlEqualTo("/things")));
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 422})
    void vendorsWordOnTheKeyIsTheWordOnAllAttempts(int status) {
        answerFirst(aResponse().withStatus(500), aResponse().withStatus(status).withBody("{\"code\":\"no\"}"));

        assertThatThrownBy(() -> client().writeWithKey("key-1"))
                .isInstanceOf(ApiException.class)
                .satisfies(
                        e -> assertThat(((ApiException) e).failure().status()).isEqualTo(status));
    }

    @Test
    void vendorThatSaysWhenIsNotAskedEarlier() {
        answerFirst(aResponse().withStatus(503).withHeader("Retry-After", "1"));
        long start = System.nanoTime();

        client().read("1");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(990));
    }

    @Test
    void patienceOfOneOperationIsItsOwn() {
        answer(okJson("{}").withFixedDelay(1_500));
        var client = client("read-timeout", "100ms", "retry.attempts", "1");

        assertThat(client.readPatiently("1", Duration.ofSeconds(20)).isObject()).isTrue();
        assertThatThrownBy(() -> client.read("1")).isInstanceOf(ApiException.OutcomeUnknown.class);
    }

    @Test
    void userIsToldWhenToComeBackAndTheLimitIsLeftAlone() {
        answer(aResponse().withStatus(429).withHeader("Retry-After", "30"));
        var client = client();

        var first = catchThrowableOfType(ApiException.RateLimited.class, () -> client.read("1"));
        var second = catchThrowableOfType(ApiException.RateLimited.class, () -> client.read("2"));

        assertThat(first.retryAfter()).isEqualTo(Duration.ofSeconds(30));
        assertThat(second.retryAfter()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
        VENDOR.verify(1, getRequestedFor(urlEqualTo("/things/1")));
        VENDOR.verify(0, getRequestedFor(urlEqualTo("/things/2")));
    }

    /** It may publish a post: whatever the vendor says, the decision is not the transport's. */
    @Test
    void whatTheLimitRefusedIsNotSentAgain() {
        answerFirst(aResponse().withStatus(429).withHeader("Retry-After", "0"));
        var client = client();

        asTask(() -> assertThatThrownBy(client::write).isInstanceOf(ApiException.RateLimited.class));

        VENDOR.verify(1, postRequestedFor(urlEqualTo("/things")));
    }

    @Test
    void taskWaitsUntilTheVendorTakesMore() {
        answerFirst(aResponse().withStatus(429).withHeader("Retry-After", "1"));
        var client = client();

        asTask(() -> {
            assertThatThrownBy(() -> client.read("1")).isInstanceOf(ApiException.RateLimited.class);
            long start = System.nanoTime();
            assertThat(client.read("1").path("id").asString()).isEqualTo("1");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(700));
        });

        VENDOR.verify(2, getRequestedFor(urlEqualTo("/things/1")));
    }

    @Test
    void taskThatWouldWaitLongIsTold() {
        answer(aResponse().withStatus(429).withHeader("Retry-After", "300"));
        var client = client();

        asTask(() -> {
            assertThatThrownBy(() -> client.read("1")).isInstanceOf(ApiException.RateLimited.class);
            var second = catchThrowableOfType(ApiException.RateLimited.class, () -> client.read("1"));
            assertThat(second.retryAfter()).isGreaterThan(Duration.ofSeconds(290));
        });

        VENDOR.verify(1, getRequestedFor(urlEqualTo("/things/1")));
    }

    @Test
    void tasksLeaveUsersTheirPart() {
        answer(okJson("{}"));
        // Ten at once, of which five are the users', and as good as no more afterwards.
        var client = client(
                "limit.test-calls", "50", "limit.period", "1h", "limit.reserve", "0.5", "background-deadline", "2s");

        asTask(() -> {
            IntStream.range(0, 5).forEach(_ -> client.read("1"));
            assertThatThrownBy(() -> client.read("1")).isInstanceOf(ApiException.RateLimited.class);
        });
        IntStream.range(0, 5).forEach(_ -> client.read("1"));
        assertThatThrownBy(() -> client.read("1")).isInstanceOf(ApiException.RateLimited.class);
    }

    @Test
    void accountsHaveTheirOwnLimits() {
        answer(okJson("{}"));
        var client = client("limit.test-calls", "5", "limit.period", "1h", "limit.reserve", "0");

        client.readFor("a");
        client.readFor("b");

        assertThatThrownBy(() -> client.readFor("a")).isInstanceOf(ApiException.RateLimited.class);
    }

    @Test
    void vendorThatFailsTooOftenIsNotAskedForAWhileAndTriedThen() {
        answer(aResponse().withStatus(500));
        var client = client(
                "retry.attempts",
                "1",
                "breaker.window",
                "4",
                "breaker.minimum",
                "4",
                "breaker.open",
                "500ms",
                "breaker.trials",
                "1");
        IntStream.range(0, 4)
                .forEach(_ -> assertThatThrownBy(() -> client.read("1")).isInstanceOf(ApiException.Unavailable.class));

        var notAsked = catchThrowableOfType(ApiException.NotAsked.class, () -> client.read("1"));

        assertThat(notAsked.retryAfter()).isEqualTo(Duration.ofMillis(500));
        assertThat(notAsked.repeatSafe()).isTrue();
        VENDOR.verify(4, getRequestedFor(urlEqualTo("/things/1")));
        answer(okJson("{}"));
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(client.read("1").isObject()).isTrue());
    }

    @Test
    void refusalsAreNoReasonNotToAsk() {
        answer(jsonResponse("{\"code\":\"not_found\"}", 404));
        var client = client("breaker.window", "4", "breaker.minimum", "4");

        IntStream.range(0, 10)
                .forEach(_ -> assertThatThrownBy(() -> client.read("1")).isInstanceOf(ApiException.NotFound.class));
    }

    @Test
    void slowVendorHoldsSoManyCallsAndNoMore() throws Exception {
        answer(okJson("{}").withFixedDelay(700));
        var client = client("bulkhead.calls", "2", "bulkhead.patience", "50ms");

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<JsonNode>> calls = IntStream.range(0, 3)
                    .mapToObj(i -> threads.submit(() -> client.read("thing-" + i)))
                    .toList();
            var failures = new ArrayList<Throwable>();
            for (var call : calls) {
                try {
                    call.get();
                } catch (java.util.concurrent.ExecutionException e) {
                    failures.add(e.getCause());
                }
            }
            assertThat(failures).singleElement().isInstanceOf(ApiException.NotSent.class);
        }
    }

    @Test
    void answerIsKeptForAWhile() {
        answer(okJson("{\"id\":\"1\"}"));
        var client = client("cache.things.ttl", "5m");

        var first = client.readCached("1");
        var second = client.readCached("1");
        client.readCached("2");

        assertThat(second).isEqualTo(first);
        assertThat(second.stale()).isFalse();
        VENDOR.verify(1, getRequestedFor(urlEqualTo("/things/1")));
        VENDOR.verify(1, getRequestedFor(urlEqualTo("/things/2")));
        assertThat(meters.get("client.cache.gets")
                        .tag("result", "hit")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("client.cache.gets")
                        .tag("result", "miss")
                        .functionCounter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void readThatWantsTheLatestGetsIt() {
        answer(okJson("{}"));
        var client = client("cache.things.ttl", "5m");

        client.readCached("1");
        client.read("1");

        VENDOR.verify(2, getRequestedFor(urlEqualTo("/things/1")));
    }

    @Test
    void oneAsksAndTheOthersWaitForItsAnswer() throws Exception {
        answer(okJson("{\"id\":\"1\"}").withFixedDelay(500));
        var client = client("cache.things.ttl", "5m", "read-timeout", "30s");

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer<JsonNode>>> calls = IntStream.range(0, 50)
                    .mapToObj(_ -> threads.submit(() -> client.readCached("1")))
                    .toList();
            for (var call : calls) {
                assertThat(call.get().value().path("id").asString()).isEqualTo("1");
            }
        }

        VENDOR.verify(1, getRequestedFor(urlEqualTo("/things/1")));
    }

    @Test
    void oldAnswerServesMarkedWhileTheVendorIsAway() throws Exception {
        answer(okJson("{\"id\":\"1\"}"));
        var client = client("cache.things.ttl", "1ms", "retry.attempts", "1");
        var good = client.readCached("1");
        answer(aResponse().withStatus(503));
        await().until(() -> client.readCached("1").stale());

        var stale = client.readCached("1");

        assertThat(stale.value()).isEqualTo(good.value());
        assertThat(stale.asOf()).isEqualTo(good.asOf());
        assertThatThrownBy(() -> client.readCached("2")).isInstanceOf(ApiException.Unavailable.class);
        answer(jsonResponse("{\"code\":\"not_found\"}", 404));
        assertThatThrownBy(() -> client.readCached("1")).isInstanceOf(ApiException.NotFound.class);
    }

    @Test
    void whatIsEvictedIsAskedForAgain() {
        answer(okJson("{}"));
        var client = client("cache.things.ttl", "5m");
        client.readCached("1");
        client.readCached("2");

        factory.pipelines().getFirst().cache().evict(List.of("1"));
        client.readCached("1");
        client.readCached("2");

        VENDOR.verify(2, getRequestedFor(urlEqualTo("/things/1")));
        VENDOR.verify(1, getRequestedFor(urlEqualTo("/things/2")));
    }

    /** The answer was given before what the eviction is about: nobody may be told it afterwards. */
    @Test
    void answerThatWasOnItsWayWhenItsSubjectWasEvictedIsNotKept() throws Exception {
        answer(okJson("{\"id\":\"old\"}").withFixedDelay(500));
        var client = client("cache.things.ttl", "5m");
        var early = new AtomicReference<@Nullable String>();
        var thread = Thread.ofVirtual()
                .start(() -> early.set(client.readCached("1").value().path("id").asString()));
        await().until(() -> factory.pipelines().getFirst().status().inFlight() == 1);

        factory.pipelines().getFirst().cache().evict(List.of("1"));
        thread.join();
        answer(okJson("{\"id\":\"new\"}"));

        assertThat(early.get()).isEqualTo("old");
        assertThat(client.readCached("1").value().path("id").asString()).isEqualTo("new");
    }

    @Test
    void vendorMaySayThatNothingHasChanged() {
        VENDOR.stubFor(get("/things/1").willReturn(okJson("{\"id\":\"1\"}").withHeader("ETag", "\"v1\"")));
        VENDOR.stubFor(get("/things/1")
                .withHeader("If-None-Match", com.github.tomakehurst.wiremock.client.WireMock.equalTo("\"v1\""))
                .willReturn(aResponse().withStatus(304)));
        var client = client("cache.things.ttl", "5m");
        client.readCached("1");

        factory.pipelines().getFirst().cache().evict(List.of("1"));
        var again = client.readCached("1");

        assertThat(again.value().path("id").asString()).isEqualTo("1");
        assertThat(again.stale()).isFalse();
        VENDOR.verify(2, getRequestedFor(urlEqualTo("/things/1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "{\"id\":", "nonsense"})
    void bodyThatIsNoJsonIsUnexpectedAndNotKept(String body) {
        answer(aResponse().withBody(body));
        var client = client("cache.things.ttl", "5m");

        assertThatThrownBy(() -> client.readCached("1")).isInstanceOf(ApiException.UnexpectedBody.class);
        assertThatThrownBy(() -> client.read("1"))
                .isInstanceOf(ApiException.UnexpectedBody.class)
                .message()
                .doesNotContain(body);

        answer(okJson("{}"));
        assertThat(client.readCached("1").value().isObject()).isTrue();
    }

    @Test
    void callsAreMeasuredByOperationAndNeverByAddress() {
        var registry = io.micrometer.observation.ObservationRegistry.create();
        registry.observationConfig()
                .observationHandler(
                        new io.micrometer.core.instrument.observation.DefaultMeterObservationHandler(meters));
        answer(okJson("{}"));

        TestClients.factory(meters, registry)
                .create(
                        Vendor.CLERK,
                        TestClients.settings(ClerkSettings.class, "clerk", "api-url", VENDOR.baseUrl()),
                        new PlainErrors(),
                        _ -> {},
                        ProbeClient::new)
                .read("somebody");

        var timer = meters.get("http.client.requests").timer();
        assertThat(timer.getId().getTag("uri")).isEqualTo("/things/{id}");
        assertThat(timer.getId().getTag("client.name")).isEqualTo("clerk");
        assertThat(timer.getId().getTags().toString()).doesNotContain("somebody");
    }

    @Test
    void everyFailureHasAProblemWithAnAction() {
        var failure = new ApiFailure(Vendor.STRIPE, "GET /x", 400, "code", "req_1", "words");
        var all = List.of(
                new ApiException.NotSent(failure, null),
                new ApiException.OutcomeUnknown(failure, false, null),
                new ApiException.RateLimited(failure, Duration.ofSeconds(7), true),
                new ApiException.Unauthorized(failure),
                new ApiException.NotFound(failure),
                new ApiException.Conflict(failure),
                new ApiException.Refused(failure, ""),
                new ApiException.Forbidden(failure, ""),
                new ApiException.Invalid(failure, "", List.of(new ApiException.InvalidField("email", "no"))),
                new ApiException.CardDeclined(failure, "", "insufficient_funds", "Use another card."),
                new ApiException.PartialSuccess(failure, "", List.of("bluesky"), List.of("x")),
                new ApiException.Unavailable(failure, "", false, null),
                new ApiException.NotAsked(failure, Duration.ofSeconds(3)),
                new ApiException.UnexpectedBody(failure, null));

        assertThat(all.stream().map(ApiExceptionHandler::problem)).allSatisfy(problem -> {
            assertThat(problem.action()).isNotBlank();
            assertThat(problem.detail()).isNotBlank().doesNotContain("req_1");
        });
        assertThat(problem(all.get(2)).retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(problem(all.get(8)).errors()).hasSize(1);
        assertThat(problem(all.get(9)).action()).isEqualTo("Use another card.");
    }

    private static Problem problem(ApiException e) {
        return ApiExceptionHandler.problem(e);
    }

    private static final class PlainErrors implements VendorErrors {
        @Override
        public VendorError describe(JsonNode body) {
            return new VendorError(
                    body.path("code").asString("none"), body.path("message").asString("no message"));
        }

        @Override
        public @Nullable String requestId(HttpHeaders headers) {
            return headers.getFirst("Request-Id");
        }
    }
}
