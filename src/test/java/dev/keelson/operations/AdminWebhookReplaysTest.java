package dev.keelson.operations;

import static dev.keelson.testing.TestUsers.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.jayway.jsonpath.JsonPath;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Role;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.ProbeHandler;
import dev.keelson.testing.TestUsers;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;

@KeelsonTest
class AdminWebhookReplaysTest {
    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    private ProbeHandler probe;

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    @SuppressWarnings("NullAway.Init")
    private CurrentUser admin;

    @SuppressWarnings("NullAway.Init")
    private InboxFixture inbox;

    private final String bug = UUID.randomUUID().toString();

    @BeforeEach
    void freshInbox() {
        admin = users.fresh(Role.ADMIN);
        inbox = new InboxFixture(port, jdbc);
    }

    @Test
    void dryRunCountsAndChangesNothing() throws Exception {
        List<Long> dead = dead(12);

        for (String body : List.of(
                "{\"filter\":{\"state\":\"dead\",\"type\":\"%s\"}}",
                "{\"filter\":{\"state\":\"dead\",\"type\":\"%s\"},\"dryRun\":true,\"expectedCount\":12}")) {
            replays(body.formatted(inbox.type()))
                    .andExpect(status().isOk())
                    .andExpect(jsonPath("$.dryRun").value(true))
                    .andExpect(jsonPath("$.count").value(12))
                    .andExpect(jsonPath("$.sample.length()").value(10))
                    .andExpect(jsonPath("$.sample[0].id").value(dead.getFirst()))
                    .andExpect(jsonPath("$.sample[0].state").value("dead"))
                    .andExpect(jsonPath("$.replayed").isEmpty());
        }

        assertThat(dead).allMatch(inbox::isDead);
        assertThat(audited()).isEmpty();
    }

    @Test
    void deadEventsAreReplayedInTheirOrderAndTakeEffectOnce() throws Exception {
        List<Long> dead = dead(8);
        probe.fix(bug);

        String answer = body(replays("""
                {"filter":{"provider":"stripe","state":"dead","type":"%s"},"dryRun":false,"expectedCount":8}
                """.formatted(inbox.type()))
                .andExpect(status().isAccepted())
                .andExpect(jsonPath("$.count").value(8))
                .andExpect(jsonPath("$.replayed").value(8))
                .andExpect(jsonPath("$.skipped").value(0))
                .andExpect(jsonPath("$.lastDueAt").isNotEmpty()));

        await().atMost(Duration.ofSeconds(30)).until(() -> dead.stream().noneMatch(inbox::waits));
        assertThat(dead).allSatisfy(id -> assertThat(inbox.effects(id)).isEqualTo(1));
        assertThat(dead).noneMatch(inbox::isDead);
        assertThat(inOrderOfEffect()).containsExactlyElementsOf(dead);
        assertThat(audited()).singleElement().satisfies(entry -> {
            assertThat(JsonPath.<String>read(entry, "$.subject")).isEqualTo(JsonPath.<String>read(answer, "$.id"));
            assertThat(JsonPath.<Integer>read(entry, "$.details.count")).isEqualTo(8);
            assertThat(JsonPath.<String>read(entry, "$.details.filter.type")).isEqualTo(inbox.type());
            assertThat(JsonPath.<String>read(entry, "$.details.filter.state")).isEqualTo("dead");
        });
    }

    @Test
    void anotherCountThanExpectedChangesNothingAndIsTold() throws Exception {
        List<Long> dead = dead(3);

        replays("""
                {"filter":{"state":"dead","type":"%s"},"dryRun":false,"expectedCount":2}
                """.formatted(inbox.type()))
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("WEBHOOK_REPLAY_MISCOUNTED"))
                .andExpect(jsonPath("$.detail").value("3 events meet the filter, and 2 were expected."));

        assertThat(dead).allMatch(inbox::isDead);
        assertThat(audited()).isEmpty();
    }

    @Test
    void eachStateIsFoundInItsTimeRange() throws Exception {
        Instant start = Instant.now().minusSeconds(1);
        long good = inbox.ended("{}");
        long bad = inbox.ended("{\"hopeless\":true}");
        long thrownAway = inbox.ended("{\"hopeless\":true}");
        mvc.perform(post("/api/v1/admin/webhooks/events/" + thrownAway + "/discard")
                        .with(as(admin))
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"reason\":\"no use\"}"))
                .andExpect(status().isOk());

        assertThat(found(start, "\"state\":\"processed\",")).containsExactly(good);
        assertThat(found(start, "\"state\":\"dead\",")).containsExactly(bad);
        assertThat(found(start, "\"state\":\"discarded\",")).containsExactly(thrownAway);
        assertThat(found(start, "\"state\":\"ignored\",")).isEmpty();
        assertThat(found(start, "")).containsExactly(good, bad);
        assertThat(found(Instant.now().plusSeconds(5), "")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|filter",
                "{\"filter\":{}}|filter.from",
                "{\"filter\":{\"type\":\"a.b\"}}|filter.from",
                "{\"filter\":{\"type\":\"a.b\",\"from\":\"2026-01-01T00:00:00Z\"}}|filter.to",
                "{\"filter\":{\"state\":\"retry\"}}|filter.state",
                "{\"filter\":{\"state\":\"asleep\"}}|filter.state",
                "{\"filter\":{\"state\":\"dead\",\"provider\":\"paypal\"}}|filter.provider",
                "{\"filter\":{\"state\":\"dead\",\"type\":\"**\"}}|filter.type",
                "{\"filter\":{\"state\":\"dead\"},\"dryRun\":false}|expectedCount",
                "{\"filter\":{\"state\":\"dead\"},\"dryRun\":false,\"expectedCount\":-1}|expectedCount",
                "{\"filter\":{\"from\":\"2026-01-02T00:00:00Z\",\"to\":\"2026-01-01T00:00:00Z\"}}|filter.from",
            })
    void wrongRequestIsABadRequestThatNamesTheField(String body, String field) throws Exception {
        replays(body)
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.errors[0].field").value(field));
    }

    @Test
    void statsCountByTypeWhatCameOfIt() throws Exception {
        inbox.ended("{}");
        inbox.ended("{\"failTimes\":2}");
        inbox.ended("{\"hopeless\":true}");
        String mine = "$.types[?(@.type == '%s')]".formatted(inbox.type());

        String answer = body(
                mvc.perform(get("/api/v1/admin/webhooks/stats").with(as(admin))).andExpect(status().isOk()));

        assertThat(JsonPath.<List<Integer>>read(answer, mine + ".received")).containsExactly(3);
        assertThat(JsonPath.<List<Integer>>read(answer, mine + ".processed")).containsExactly(2);
        assertThat(JsonPath.<List<Integer>>read(answer, mine + ".failedAttempts"))
                .containsExactly(3);
        assertThat(JsonPath.<List<Integer>>read(answer, mine + ".dead")).containsExactly(1);
        assertThat(JsonPath.<List<Integer>>read(answer, mine + ".waiting")).containsExactly(0);
        assertThat(JsonPath.<List<Double>>read(answer, mine + ".latency.p99"))
                .singleElement()
                .satisfies(millis -> assertThat(millis).isPositive());
    }

    @Test
    void statsShowTheLatestRejections() throws Exception {
        inbox.vendor().send(inbox.vendor().request("stripe", "{}"));

        mvc.perform(get("/api/v1/admin/webhooks/stats").with(as(admin)))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.latestRejections[0].source").value("stripe"))
                .andExpect(jsonPath("$.latestRejections[0].cause").value("missing_header"));
    }

    @ParameterizedTest
    @CsvSource({
        "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z, 400",
        "from=1815-12-10T00:00:00Z, 400",
        "from=2026-01-01T00:00:00Z&to=2026-01-09T00:00:00Z, 422",
        "from=soon, 400"
    })
    void statsOfNoUsableTimeAreRefused(String query, int expected) throws Exception {
        mvc.perform(get(URI.create("/api/v1/admin/webhooks/stats?" + query)).with(as(admin)))
                .andExpect(status().is(expected))
                .andExpect(jsonPath("$.code").isNotEmpty());
    }

    private List<Long> dead(int count) throws Exception {
        List<Long> dead = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            dead.add(inbox.ended("{\"bug\":\"%s\"}".formatted(bug)));
        }
        assertThat(dead).allMatch(inbox::isDead);
        return dead;
    }

    private List<Long> found(Instant from, String state) throws Exception {
        String answer = body(replays("""
                {"filter":{%s"type":"%s","from":"%s","to":"%s"}}
                """.formatted(state, inbox.type(), from, from.plusSeconds(600)))
                .andExpect(status().isOk()));
        return JsonPath.<List<Number>>read(answer, "$.sample[*].id").stream()
                .map(Number::longValue)
                .toList();
    }

    private ResultActions replays(String body) throws Exception {
        return mvc.perform(post("/api/v1/admin/webhooks/replays")
                .with(as(admin))
                .contentType(MediaType.APPLICATION_JSON)
                .content(body));
    }

    private static String body(ResultActions result) throws Exception {
        return result.andReturn().getResponse().getContentAsString();
    }

    private List<String> audited() {
        return jdbc.sql("""
                        select to_jsonb(a)::text from audit_log a where actor_id = :actor and action = 'webhooks.replayed'
                        """)
                .param("actor", admin.id().value())
                .query((row, _) -> row.getString(1))
                .list();
    }

    private List<Long> inOrderOfEffect() {
        return jdbc.sql("""
                        select d.seq from probe_effect p join webhook_dedup d on d.event_id = p.event_id
                        join webhook_event e on e.seq = d.seq and e.received_at = d.first_seen
                        where e.type = :type order by p.place
                        """)
                .param("type", inbox.type())
                .query((row, _) -> row.getLong(1))
                .list();
    }
}
