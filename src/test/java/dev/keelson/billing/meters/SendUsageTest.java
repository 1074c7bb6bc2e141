package dev.keelson.billing.meters;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static dev.keelson.testing.TestUsers.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.keelson.shared.Role;
import dev.keelson.shared.UserId;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;

/** Usage reaches Stripe's meters once, whatever happens on the way. */
@KeelsonTest
class SendUsageTest {
    private static final String PATH = "/v1/billing/meter_events";

    @Autowired
    private Meters meters;

    @Autowired
    private SendUsage send;

    @Autowired
    private MeterOutbox outbox;

    @Autowired
    private MeterPurge purge;

    @Autowired
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private MockMvc mvc;

    @InjectWireMock("stripe")
    private WireMockServer stripe;

    /** No other test's usage is of this name. */
    private final String name = "calls_" + UUID.randomUUID().toString().substring(0, 8);

    private final String customer = "cus_" + name;
    private UserId user;

    /** How Stripe may fail to answer. */
    enum Failure {
        RATE_LIMITED(false),
        OUR_KEY_IS_REFUSED(false),
        A_PROXY_REFUSES(false),
        A_PROXY_KNOWS_NO_SUCH_PATH(true),
        SERVER_ERROR(true),
        RESET(true),
        TIME_OUT(true);

        private final boolean uncertain;

        Failure(boolean uncertain) {
            this.uncertain = uncertain;
        }

        ResponseDefinitionBuilder answer() {
            return switch (this) {
                case RATE_LIMITED -> aResponse().withStatus(429).withHeader("Retry-After", "1");
                case OUR_KEY_IS_REFUSED -> jsonResponse("{\"error\": {\"type\": \"invalid_request_error\"}}", 401);
                case A_PROXY_REFUSES -> aResponse().withStatus(400).withBody("<html>Bad Request</html>");
                case A_PROXY_KNOWS_NO_SUCH_PATH -> aResponse().withStatus(404);
                case SERVER_ERROR -> jsonResponse("{\"error\": {\"type\": \"api_error\"}}", 500);
                case RESET -> aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER);
                case TIME_OUT -> aResponse().withFixedDelay(2_500).withStatus(200);
            };
        }
    }

    @BeforeEach
    void userWithCustomer() {
        user = users.fresh().id();
        link(customer);
        answer(okJson("{\"object\": \"billing.meter_event\"}"));
    }

    @Test
    void committedUsageIsSentOnceWithAllThatStripeWants() {
        Instant at = Instant.now().minusSeconds(90);
        assertThat(report(7, at, name + "-1")).isTrue();

        send();
        send();

        var request = requests().getFirst();
        assertThat(requests()).hasSize(1);
        assertThat(form(request))
                .containsEntry("event_name", name)
                .containsEntry("payload[stripe_customer_id]", customer)
                .containsEntry("payload[value]", "7")
                .containsEntry("identifier", name + "-1")
                .containsEntry("timestamp", Long.toString(at.getEpochSecond()));
        assertThat(request.getHeader("Idempotency-Key")).startsWith("keelson-meter-");
        assertThat(state(name + "-1")).isEqualTo("sent");
    }

    @Test
    void usageThatIsRolledBackIsNeverSent() {
        transaction.executeWithoutResult(status -> {
            meters.report(user, name, 1, Instant.now());
            status.setRollbackOnly();
        });

        send();

        assertThat(requests()).isEmpty();
    }

    @Test
    void usageIsReportedInsideOfATransactionOnly() {
        assertThatThrownBy(() -> meters.report(user, name, 1, Instant.now())).hasMessageContaining("mandatory");
    }

    @Test
    void identifierThatComesAgainIsTheSameUsage() {
        assertThat(report(3, Instant.now(), name + "-again")).isTrue();
        assertThat(report(3, Instant.now(), name + "-again")).isFalse();

        send();

        assertThat(requests()).hasSize(1);
        assertThatThrownBy(() -> report(4, Instant.now(), name + "-again"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other usage");
    }

    @Test
    void whatStripeWouldNotTakeIsNotTaken() {
        assertThatThrownBy(() -> report(-1, Instant.now(), null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> report(1_000_000_000_000_000L, Instant.now(), null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> report(1, Instant.now(), "x".repeat(101)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void failureIsTriedAgainUnderTheSameIdentifierAndAnotherKey(Failure failure) {
        report(1, Instant.now(), name + "-f");
        answer(failure.answer());
        send();
        assertThat(state(name + "-f")).isEqualTo("pending");
        assertThat(uncertain(name + "-f")).isEqualTo(failure.uncertain);

        answer(okJson("{}"));
        makeDue();
        send();

        assertThat(state(name + "-f")).isEqualTo("sent");
        assertThat(requests())
                .extracting(request -> form(request).get("identifier"))
                .containsOnly(name + "-f");
        assertThat(requests())
                .extracting(request -> request.getHeader("Idempotency-Key"))
                .doesNotHaveDuplicates();
    }

    @Test
    void deathBetweenStripesAnswerAndOurNoteLeavesOneEffect() {
        report(1, Instant.now(), name + "-dead");
        // The process took it, Stripe has it, and nobody is left to write that down.
        assertThat(outbox.claim().attempts()).extracting(Attempt::identifier).contains(name + "-dead");
        answer(jsonResponse("""
                {"error": {"type": "invalid_request_error", "message": "An event already exists with identifier %s-dead."}}
                """.formatted(name), 400));

        send();
        assertThat(requests()).as("while it is somebody else's").isEmpty();
        makeDue();
        send();

        assertThat(requests())
                .extracting(request -> form(request).get("identifier"))
                .containsExactly(name + "-dead");
        assertThat(state(name + "-dead")).isEqualTo("sent");
    }

    @Test
    void whatStripeWouldNoLongerKnowAgainIsLeftToAPerson() {
        report(1, Instant.now(), name + "-old-doubt");
        jdbc.sql("update meter_events set uncertain_since = now() - interval '24 hours' where event_name = :name")
                .param("name", name)
                .update();

        send();

        assertThat(requests()).isEmpty();
        assertThat(state(name + "-old-doubt")).isEqualTo("unknown");
    }

    @Test
    void attemptThatCertainlyHadNoEffectLeavesNoDoubt() {
        report(1, Instant.now(), name + "-sure");
        answer(Failure.RATE_LIMITED.answer());
        send();
        jdbc.sql("update meter_events set created_at = now() - interval '2 days' where event_name = :name")
                .param("name", name)
                .update();

        answer(okJson("{}"));
        makeDue();
        send();

        assertThat(state(name + "-sure")).isEqualTo("sent");
    }

    @Test
    void oneThatIsRefusedKeepsNoneWaiting() {
        for (int i = 0; i < 5; i++) {
            report(i, Instant.now(), name + "-" + i);
        }
        stripe.stubFor(post(PATH)
                .atPriority(1)
                .withRequestBody(containing(name + "-2"))
                .willReturn(jsonResponse("""
                        {"error": {"type": "invalid_request_error", "code": "resource_missing", "message": "No such customer"}}
                        """, 400)));

        send();

        assertThat(state(name + "-2")).isEqualTo("rejected");
        assertThat(error(name + "-2")).isEqualTo("resource_missing");
        assertThat(IntStream.of(0, 1, 3, 4).mapToObj(i -> state(name + "-" + i)))
                .containsOnly("sent");
    }

    @Test
    void sendersAtTheSameTimeSendEachOnce() throws Exception {
        for (int i = 0; i < 60; i++) {
            report(1, Instant.now(), name + "-" + i);
        }

        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var sender : IntStream.range(0, 4)
                    .mapToObj(_ -> senders.submit(this::send))
                    .toList()) {
                sender.get();
            }
        }

        assertThat(requests())
                .hasSize(60)
                .extracting(request -> form(request).get("identifier"))
                .doesNotHaveDuplicates();
        assertThat(count("sent")).isEqualTo(60);
    }

    @Test
    void whileStripeTakesNothingMoreItIsNotAskedForEach() {
        for (int i = 0; i < 60; i++) {
            report(1, Instant.now(), name + "-" + i);
        }
        answer(Failure.RATE_LIMITED.answer());

        send();
        assertThat(requests()).hasSizeLessThan(20);
        assertThat(count("pending")).isEqualTo(60);

        answer(okJson("{}"));
        makeDue();
        send();
        assertThat(count("sent")).isEqualTo(60);
    }

    @Test
    void whatStripeDoesNotTakeByItsTimeIsMarkedAndNotSent() {
        report(1, Instant.now().minus(Duration.ofDays(35)).minusSeconds(1), name + "-late");
        report(1, Instant.now().minus(Duration.ofDays(34)), name + "-just");
        report(1, Instant.now().plus(Duration.ofMinutes(6)), name + "-ahead");
        report(1, Instant.now().plus(Duration.ofMinutes(4)), name + "-nearly");

        send();

        assertThat(state(name + "-late")).isEqualTo("expired");
        assertThat(state(name + "-ahead")).isEqualTo("rejected");
        assertThat(requests())
                .extracting(request -> form(request).get("identifier"))
                .containsExactlyInAnyOrder(name + "-just", name + "-nearly");
    }

    @Test
    void usageWithoutACustomerWaitsForOne() {
        user = users.fresh().id();
        report(1, Instant.now(), name + "-waits");
        send();
        assertThat(state(name + "-waits")).isEqualTo("pending");
        assertThat(error(name + "-waits")).isEqualTo("no_customer");

        link("cus_later_" + name);
        makeDue();
        send();

        assertThat(form(requests().getFirst())).containsEntry("payload[stripe_customer_id]", "cus_later_" + name);
        assertThat(state(name + "-waits")).isEqualTo("sent");
    }

    @Test
    void settledUsageIsForgottenAndWaitingUsageIsNot() {
        report(1, Instant.now(), name + "-settled");
        send();
        report(1, Instant.now(), name + "-waits");
        jdbc.sql("update meter_events set updated_at = now() - interval '41 days' where event_name = :name")
                .param("name", name)
                .update();

        purge.run(() -> false);

        assertThat(jdbc.sql("select identifier from meter_events where event_name = :name")
                        .param("name", name)
                        .query(String.class)
                        .list())
                .containsExactly(name + "-waits");
    }

    @Test
    void administratorsSeeWhatDidNotGetThrough() throws Exception {
        report(5, Instant.now().plus(Duration.ofHours(1)), name + "-ahead");
        send();
        var admin = users.fresh(Role.ADMIN);

        mvc.perform(get("/api/v1/admin/billing/meter-events?state=rejected&limit=100")
                        .with(as(admin)))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.items[?(@.identifier == '%s-ahead')].lastError".formatted(name))
                        .value("in_the_future"))
                .andExpect(jsonPath("$.items[?(@.state != 'rejected')]").isEmpty());
        mvc.perform(get("/api/v1/admin/billing/meter-events?state=lost").with(as(admin)))
                .andExpect(status().isBadRequest());
    }

    private boolean report(long value, Instant at, @Nullable String identifier) {
        return transaction.execute(_ -> meters.report(user, name, value, at, identifier));
    }

    private void send() {
        send.run(() -> false);
    }

    private void makeDue() {
        jdbc.sql("update meter_events set next_attempt_at = now() - interval '1 second' where event_name = :name")
                .param("name", name)
                .update();
    }

    private void link(String stripeId) {
        jdbc.sql("""
                        insert into customers (id, stripe_id, user_id, livemode, raw, stripe_version, created_at, updated_at)
                        values (gen_random_uuid(), :id, :user, false, '{}', 0, now(), now())
                        """).param("id", stripeId).param("user", user.value()).update();
    }

    private void answer(ResponseDefinitionBuilder answer) {
        stripe.stubFor(
                post(PATH).withRequestBody(containing("event_name=" + name)).willReturn(answer));
    }

    private List<LoggedRequest> requests() {
        return stripe.findAll(postRequestedFor(urlEqualTo(PATH)).withRequestBody(containing("event_name=" + name)));
    }

    private static Map<String, String> form(LoggedRequest request) {
        return Arrays.stream(request.getBodyAsString().split("&"))
                .map(pair -> URLDecoder.decode(pair, StandardCharsets.UTF_8).split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private String state(String identifier) {
        return text("state", identifier);
    }

    private String error(String identifier) {
        return text("last_error", identifier);
    }

    private String text(String column, String identifier) {
        return jdbc.sql("select %s from meter_events where identifier = :id".formatted(column))
                .param("id", identifier)
                .query(String.class)
                .single();
    }

    private boolean uncertain(String identifier) {
        return jdbc.sql("select uncertain_since is not null from meter_events where identifier = :id")
                .param("id", identifier)
                .query(Boolean.class)
                .single();
    }

    private long count(String state) {
        return jdbc.sql("select count(*) from meter_events where event_name = :name and state = :state")
                .param("name", name)
                .param("state", state)
                .query(Long.class)
                .single();
    }
}
