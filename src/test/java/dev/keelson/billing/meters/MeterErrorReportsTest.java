package dev.keelson.billing.meters;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static dev.keelson.testing.TestUsers.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.shared.Role;
import dev.keelson.shared.UserId;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.Seeds;
import dev.keelson.testing.TestUsers;
import dev.keelson.testing.WebhookSender;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookEvent.Fetched;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What Stripe refuses after it has taken it is known here, whatever comes first and however often it is told. */
@KeelsonTest
class MeterErrorReportsTest {
    private static final List<String> CODES =
            List.of("meter_event_customer_not_found", "meter_event_invalid_value", "duplicate_meter_event");

    @Autowired
    private Meters meters;

    @Autowired
    private MeterOutbox outbox;

    @Autowired
    private MeterErrorHandler handler;

    @Autowired
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private JsonMapper json;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private MockMvc mvc;

    @LocalServerPort
    private int port;

    @InjectWireMock("stripe")
    private WireMockServer stripe;

    private final String unique = UUID.randomUUID().toString().substring(0, 8);

    static LongStream seeds() {
        return Seeds.fixed(10);
    }

    @Test
    void reportIsAskedForAndMarksTheUsageThatItNames() throws Exception {
        var user = users.fresh().id();
        for (String which : List.of("bad", "good", "twice")) {
            report(user, which);
            jdbc.sql("update meter_events set state = 'sent' where identifier = :id")
                    .param("id", id(which))
                    .update();
        }
        String event = "evt_test_" + unique;
        stripe.stubFor(get(urlEqualTo("/v2/core/events/" + event))
                .willReturn(okJson("""
                {"id": "%s", "object": "v2.core.event", "type": "v1.billing.meter.error_report_triggered",
                 "data": {"developer_message_summary": "There are 2 invalid events",
                  "reason": {"error_count": 2, "error_types": [
                    {"code": "meter_event_invalid_value", "error_count": 1,
                     "sample_errors": [{"error_message": "no number", "request": {"identifier": "%s"}}]},
                    {"code": "duplicate_meter_event", "error_count": 1,
                     "sample_errors": [{"error_message": "again", "request": {"identifier": "%s"}}]}]},
                  "validation_start": "2026-11-25T10:00:00.000Z", "validation_end": "2026-11-25T10:00:10.000Z"}}
                """.formatted(event, id("bad"), id("twice")))));

        var answer = new WebhookSender(port).stripe("""
                {"id": "%s", "object": "v2.core.event", "type": "v1.billing.meter.error_report_triggered", "livemode": false,
                 "created": "2026-11-25T10:00:12.000Z", "related_object": {"id": "mtr_%s", "type": "billing.meter",
                 "url": "/v1/billing/meters/mtr_%s"}}
                """.formatted(event, unique, unique));

        assertThat(answer.statusCode()).isEqualTo(200);
        Awaitility.await()
                .untilAsserted(() -> assertThat(state("bad")).isEqualTo("rejected meter_event_invalid_value"));
        assertThat(state("good")).isEqualTo("sent");
        assertThat(state("twice")).as("counted the first time").isEqualTo("sent");
        mvc.perform(MockMvcRequestBuilders.get("/api/v1/admin/billing/meter-error-reports?limit=100")
                        .with(as(users.fresh(Role.ADMIN))))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.items[?(@.stripeMeterId == 'mtr_%s')].errorCount".formatted(unique))
                        .value(2))
                .andExpect(jsonPath("$.items[?(@.stripeMeterId == 'mtr_%s')].errors[0].code".formatted(unique))
                        .value("meter_event_invalid_value"));
    }

    @Test
    void reportMayNameTheRequestInsteadOfTheUsage() {
        var user = users.fresh().id();
        report(user, "keyed");
        var row = jdbc.sql("select id from meter_events where identifier = :id")
                .param("id", id("keyed"))
                .query((found, _) -> found.getObject("id", UUID.class))
                .single();
        var attempt = new Attempt(row, "cus", "calls", 1, Instant.now(), id("keyed"), 2, Optional.empty());

        deliver(event("evt_keyed_" + unique, data(List.of(attempt.idempotencyKey()), new Random(0))));

        assertThat(state("keyed")).startsWith("rejected");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void anyOrderOfReportsAndOfOurOwnNotesEndsInTheSameStates(long seed) {
        var inOrder = run(seed, "a" + seed, false);
        var shuffled = run(seed, "b" + seed, true);

        assertThat(shuffled).isEqualTo(inOrder);
    }

    private List<String> run(long seed, String prefix, boolean shuffle) {
        var random = new Random(seed);
        var user = users.fresh().id();
        var names = IntStream.range(0, 8).mapToObj(i -> prefix + "-" + i).toList();
        names.forEach(which -> report(user, which));
        var steps = new ArrayList<Runnable>();
        for (String which : names) {
            steps.add(() -> noteSent(which));
        }
        for (int i = 0; i < 6; i++) {
            var named = names.stream()
                    .filter(_ -> random.nextInt(4) == 0)
                    .map(this::id)
                    .toList();
            var told = event("evt_%s_%s_%d".formatted(unique, prefix, i), data(named, random));
            steps.add(() -> deliver(told));
            if (random.nextBoolean()) {
                steps.add(() -> deliver(told));
            }
        }
        if (shuffle) {
            Collections.shuffle(steps, new Random(seed + 1));
        }
        steps.forEach(Runnable::run);
        return names.stream().map(this::state).toList();
    }

    private void noteSent(String which) {
        var row = jdbc.sql("select id from meter_events where identifier = :id")
                .param("id", id(which))
                .query((found, _) -> found.getObject("id", UUID.class))
                .single();
        outbox.note(
                new Attempt(row, "cus", "calls", 1, Instant.now(), id(which), 1, Optional.empty()),
                new Outcome.Taken());
    }

    private ObjectNode data(List<String> identifiers, Random random) {
        var answer = json.createObjectNode();
        var reason = answer.putObject("data").putObject("reason");
        reason.put("error_count", identifiers.size());
        var types = reason.putArray("error_types");
        for (String identifier : identifiers) {
            var type = types.addObject()
                    .put("code", CODES.get(random.nextInt(CODES.size())))
                    .put("error_count", 1);
            type.putArray("sample_errors").addObject().putObject("request").put("identifier", identifier);
        }
        return answer;
    }

    private WebhookEvent event(String id, ObjectNode answer) {
        var payload = json.createObjectNode();
        payload.put("id", id).put("object", "v2.core.event").put("livemode", false);
        payload.putObject("related_object").put("id", "mtr_" + unique);
        return new WebhookEvent(
                1,
                WebhookProvider.STRIPE,
                id,
                "billing.meter.error_report_triggered",
                "mtr_" + unique,
                Instant.parse("2026-11-25T10:00:12Z"),
                Instant.now(),
                1,
                payload,
                new Fetched(answer, Instant.now()));
    }

    private WebhookOutcome deliver(WebhookEvent event) {
        return transaction.execute(_ -> handler.handle(event));
    }

    private void report(UserId user, String which) {
        transaction.executeWithoutResult(_ -> meters.report(user, "calls", 1, Instant.now(), id(which)));
        // No sender of another test takes it.
        jdbc.sql("update meter_events set next_attempt_at = now() + interval '1 day' where identifier = :id")
                .param("id", id(which))
                .update();
    }

    private String id(String which) {
        return unique + "-" + which;
    }

    private String state(String which) {
        return jdbc.sql("select concat_ws(' ', state, last_error) from meter_events where identifier = :id")
                .param("id", id(which))
                .query(String.class)
                .single();
    }
}
