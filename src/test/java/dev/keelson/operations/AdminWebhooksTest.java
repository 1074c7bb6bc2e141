package dev.keelson.operations;

import static dev.keelson.testing.TestUsers.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.jayway.jsonpath.JsonPath;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Role;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.ProbeHandler;
import dev.keelson.testing.TestUsers;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
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
class AdminWebhooksTest {
    private static final String EVENTS = "/api/v1/admin/webhooks/events";

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

    @BeforeEach
    void freshInbox() {
        admin = users.fresh(Role.ADMIN);
        inbox = new InboxFixture(port, jdbc);
    }

    @Test
    void deadEventReplayedAfterAFixTakesEffectOnce() throws Exception {
        String bug = UUID.randomUUID().toString();
        long id = inbox.ended("{\"bug\":\"%s\"}".formatted(bug));
        event(id)
                .andExpect(jsonPath("$.state").value("dead"))
                .andExpect(jsonPath("$.lastError").value("NonRetryableWebhookException: not fixed yet"))
                .andExpect(jsonPath("$.effect.applied").value(false));

        probe.fix(bug);
        replay(id)
                .andExpect(status().isAccepted())
                .andExpect(jsonPath("$.id").value(id))
                .andExpect(jsonPath("$.eventId").isNotEmpty());

        await().until(() -> !inbox.waits(id));
        event(id)
                .andExpect(jsonPath("$.state").value("processed"))
                .andExpect(jsonPath("$.attempts.length()").value(2))
                .andExpect(jsonPath("$.attempts[0].outcome").value("dead"))
                .andExpect(jsonPath("$.attempts[1].outcome").value("applied"))
                .andExpect(jsonPath("$.attempts[1].attempt").value(1))
                .andExpect(jsonPath("$.effect.handler").value("ProbeHandler"))
                .andExpect(jsonPath("$.effect.applied").value(true));
        assertThat(inbox.effects(id)).isEqualTo(1);
        assertThat(inbox.isDead(id)).isFalse();
        assertThat(audited("webhook.replayed", eventId(id))).singleElement().satisfies(details -> {
            assertThat(JsonPath.<String>read(details, "$.before")).isEqualTo("dead");
            assertThat(JsonPath.<Integer>read(details, "$.id").longValue()).isEqualTo(id);
        });
    }

    @Test
    void replayWithoutAFixIsDeadAgain() throws Exception {
        long id = inbox.ended("{\"hopeless\":true}");

        replay(id).andExpect(status().isAccepted());

        await().until(() -> inbox.outcomes(id).size() == 2);
        event(id).andExpect(jsonPath("$.state").value("dead"));
        assertThat(inbox.outcomes(id)).containsExactly("dead", "dead");
        assertThat(inbox.effects(id)).isZero();
    }

    @Test
    void ignoredEventCanBeReplayedForItsHandlerMayHaveComeSince() throws Exception {
        long id = inbox.end(inbox.send("brand.new.type", inbox.subject(), "{}"));
        event(id)
                .andExpect(jsonPath("$.state").value("ignored"))
                .andExpect(jsonPath("$.effect.handler").isEmpty());

        replay(id).andExpect(status().isAccepted());

        await().until(() -> inbox.outcomes(id).size() == 2);
        assertThat(inbox.outcomes(id)).containsExactly("ignored", "ignored");
    }

    @Test
    void replayOfAHandledEventTwiceIsHarmless() throws Exception {
        String clerkId = "user_" + UUID.randomUUID().toString().replace("-", "");
        String messageId = "msg_" + UUID.randomUUID();
        assertThat(inbox.vendor().clerk(messageId, userCreated(clerkId)).statusCode())
                .isEqualTo(200);
        long id = inbox.end(messageId);
        String before = user(clerkId);

        for (int round = 2; round <= 3; round++) {
            replay(id).andExpect(status().isAccepted());
            int attempts = round;
            await().until(() -> inbox.outcomes(id).size() == attempts);
        }

        assertThat(user(clerkId)).isEqualTo(before);
        assertThat(inbox.outcomes(id)).doesNotContain("failed", "dead");
    }

    @Test
    void whatWaitsIsNotReplayed() throws Exception {
        long id = inbox.ended("{}");
        waiting(id, 1);
        try {
            replay(id)
                    .andExpect(status().isConflict())
                    .andExpect(jsonPath("$.code").value("WEBHOOK_EVENT_WAITS"));
            event(id)
                    .andExpect(jsonPath("$.state").value("received"))
                    .andExpect(jsonPath("$.finishedAt").isEmpty())
                    .andExpect(jsonPath("$.nextDueAt").isNotEmpty());
        } finally {
            forgetWaiting(id);
        }
        assertThat(audited("webhook.replayed", eventId(id))).isEmpty();
    }

    @Test
    void unknownEventIsNotFound() throws Exception {
        for (String path : List.of("/9007199254740993", "/0", "/-1", "/9007199254740993/payload")) {
            mvc.perform(get(EVENTS + path).with(as(admin)))
                    .andExpect(status().isNotFound())
                    .andExpect(jsonPath("$.code").value("WEBHOOK_EVENT_NOT_FOUND"));
        }
        replay(9007199254740993L).andExpect(status().isNotFound());
        discard(9007199254740993L, "{\"reason\":\"x\"}").andExpect(status().isNotFound());
    }

    @Test
    void deadLetterWhoseBodyIsGoneIsShownButNotReplayed() throws Exception {
        long id = 4_000_000_000_000L + Math.abs(UUID.randomUUID().getMostSignificantBits() % 1_000_000_000L);
        jdbc.sql("""
                        insert into webhook_dead
                          (seq, provider, event_id, type, subject, received_at, died_at, attempts, last_error)
                        values (:seq, 'stripe', 'evt_old', 'invoice.paid', 'cus_old', '2020-01-01T00:00Z',
                                '2020-01-01T01:00Z', 10, 'IllegalStateException: no')
                        """).param("seq", id).update();
        try {
            event(id).andExpect(status().isOk()).andExpect(jsonPath("$.state").value("dead"));
            assertThat(ids("state=dead&subject=cus_old")).contains(id);
            for (var answer : List.of(
                    replay(id), mvc.perform(get(EVENTS + "/" + id + "/payload").with(as(admin))))) {
                answer.andExpect(status().isGone())
                        .andExpect(jsonPath("$.code").value("WEBHOOK_BODY_NOT_KEPT"))
                        .andExpect(jsonPath("$.action").isNotEmpty());
            }
        } finally {
            jdbc.sql("delete from webhook_dead where seq = :seq")
                    .param("seq", id)
                    .update();
        }
    }

    @Test
    void payloadIsWhatWasSignedAndReadingItIsAudited() throws Exception {
        String eventId = "evt_" + UUID.randomUUID();
        String body = InboxFixture.body(eventId, inbox.type(), inbox.subject(), "{\"name\":  \"Ünïcode\"}") + "\n ";
        inbox.vendor().stripe(body);
        long id = inbox.end(eventId);

        mvc.perform(get(EVENTS + "/" + id + "/payload").with(as(admin)))
                .andExpect(status().isOk())
                .andExpect(content().contentType(MediaType.APPLICATION_JSON))
                .andExpect(content().bytes(body.getBytes(java.nio.charset.StandardCharsets.UTF_8)));

        assertThat(audited("webhook.payload_read", eventId)).hasSize(1);
        event(id);
        assertThat(audited("webhook.payload_read", eventId)).hasSize(1);
    }

    @Test
    void detailTellsEachAttemptAndHowLongItTook() throws Exception {
        long id = inbox.ended("{\"failTimes\":2}");

        event(id)
                .andExpect(jsonPath("$.provider").value("stripe"))
                .andExpect(jsonPath("$.type").value(inbox.type()))
                .andExpect(jsonPath("$.subject").value(inbox.subject()))
                .andExpect(jsonPath("$.state").value("processed"))
                .andExpect(jsonPath("$.occurredAt").isNotEmpty())
                .andExpect(jsonPath("$.receivedAt").isNotEmpty())
                .andExpect(jsonPath("$.finishedAt").isNotEmpty())
                .andExpect(jsonPath("$.traceId").isNotEmpty())
                .andExpect(jsonPath("$.nextDueAt").isEmpty())
                .andExpect(jsonPath("$.lastError").value("IllegalStateException: fails by request"))
                .andExpect(jsonPath("$.attempts[*].outcome")
                        .value(org.hamcrest.Matchers.contains("failed", "failed", "applied")))
                .andExpect(jsonPath("$.attempts[1].error").value("IllegalStateException: fails by request"))
                .andExpect(jsonPath("$.timings.waited").isNumber())
                .andExpect(jsonPath("$.timings.took").isNumber())
                .andExpect(jsonPath("$.timings.endToEnd").isNumber());
    }

    @Test
    void listMeetsAllConditionsTogether() throws Exception {
        long good = inbox.ended("{}");
        long bad = inbox.ended("{\"hopeless\":true}");
        long other = inbox.end(inbox.send(inbox.type() + ".made", inbox.subject(), "{}"));
        long unknown = inbox.end(inbox.send("brand.new.type", inbox.subject(), "{}"));
        String mine = "subject=" + inbox.subject();

        assertThat(ids(mine)).containsExactly(unknown, other, bad, good);
        assertThat(ids("type=" + inbox.type())).containsExactly(bad, good);
        assertThat(ids("type=%s.*".formatted(inbox.type()))).containsExactly(other);
        assertThat(ids("type=keelson.*&" + mine)).containsExactly(other, bad, good);
        assertThat(ids("state=dead&" + mine)).containsExactly(bad);
        assertThat(ids("state=processed&" + mine)).containsExactly(other, good);
        assertThat(ids("state=ignored&" + mine)).containsExactly(unknown);
        assertThat(ids("state=superseded&" + mine)).isEmpty();
        assertThat(ids("provider=stripe&" + mine)).hasSize(4);
        assertThat(ids("provider=clerk&" + mine)).isEmpty();
        assertThat(ids("eventId=" + eventId(bad))).containsExactly(bad);
        assertThat(ids("state=processed&eventId=" + eventId(bad))).isEmpty();
        assertThat(ids("eventId=evt_nobody_sent")).isEmpty();
        assertThat(ids("to=2025-01-01T00:00:00Z&" + mine)).isEmpty();
        assertThat(ids("from=%s&%s".formatted(Instant.now().plusSeconds(60), mine)))
                .isEmpty();
    }

    @Test
    void whatWaitsIsListedByWhatItWaitsFor() throws Exception {
        long fresh = inbox.ended("{}");
        long failed = inbox.ended("{}");
        waiting(fresh, 1);
        waiting(failed, 3);
        try {
            assertThat(ids("state=received&subject=" + inbox.subject())).containsExactly(fresh);
            assertThat(ids("state=retry&type=" + inbox.type())).containsExactly(failed);
            assertThat(ids("state=processed&subject=" + inbox.subject())).isEmpty();
        } finally {
            forgetWaiting(fresh);
            forgetWaiting(failed);
        }
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepetition() throws Exception {
        List<Long> sent = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            sent.addFirst(inbox.ended("{}"));
        }

        for (String condition : List.of("subject=" + inbox.subject(), "state=processed&type=" + inbox.type())) {
            List<Long> seen = new ArrayList<>();
            String cursor = "";
            do {
                String page = body(list(condition + "&limit=3&cursor=" + cursor).andExpect(status().isOk()));
                seen.addAll(readIds(page));
                cursor = JsonPath.<String>read(page, "$.nextCursor");
            } while (cursor != null);
            assertThat(seen).as(condition).containsExactlyElementsOf(sent);
        }
    }

    @Test
    void discardedEventIsDeadNoMoreAndSaysWhy() throws Exception {
        long id = inbox.ended("{\"hopeless\":true}");

        discard(id, "{\"reason\":\"a test of the vendor's\"}")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.state").value("discarded"));

        assertThat(inbox.isDead(id)).isFalse();
        assertThat(ids("state=discarded&subject=" + inbox.subject())).containsExactly(id);
        assertThat(audited("webhook.discarded", eventId(id)))
                .singleElement()
                .satisfies(details ->
                        assertThat(JsonPath.<String>read(details, "$.reason")).isEqualTo("a test of the vendor's"));
        discard(id, "{\"reason\":\"again\"}")
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("WEBHOOK_EVENT_NOT_DEAD"));
        replay(id).andExpect(status().isAccepted());
    }

    @Test
    void discardNeedsAReason() throws Exception {
        long id = inbox.ended("{\"hopeless\":true}");

        for (String body : List.of("{}", "{\"reason\":\" \"}", "{\"reason\":\"a\\u0000b\"}")) {
            discard(id, body)
                    .andExpect(status().isBadRequest())
                    .andExpect(jsonPath("$.errors[0].field").value("reason"));
        }
        assertThat(inbox.isDead(id)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "provider=paypal, provider",
        "state=asleep, state",
        "type=a*b, type",
        "type=*, type",
        "type=a%00b, type",
        "subject=a%00b, subject",
        "eventId=a%0Ab, eventId",
        "limit=0, limit",
        "limit=101, limit",
        "from=1815-12-10T00:00:00Z, from",
        "to=%2B12000-01-01T00:00:00Z, to",
        "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z, from",
    })
    void wrongFilterIsABadRequestThatNamesTheField(String query, String field) throws Exception {
        list(query)
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.code").value("VALIDATION_FAILED"))
                .andExpect(jsonPath("$.errors[0].field").value(field));
    }

    @ParameterizedTest
    @CsvSource({
        "from=yesterday",
        "cursor=rubbish",
        "cursor=KzEyMDAwLTAxLTAxVDAwOjAwOjAwWiAwMTlhMDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDA"
    })
    void whatIsNoTimeOrCursorIsABadRequest(String query) throws Exception {
        list(query)
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.code").isNotEmpty());
    }

    @Test
    void onlyAdministratorsMay() throws Exception {
        long id = inbox.ended("{\"hopeless\":true}");
        CurrentUser user = users.fresh(Role.PREMIUM);

        for (var request : List.of(
                get(EVENTS),
                get(EVENTS + "/" + id),
                get(EVENTS + "/" + id + "/payload"),
                post(EVENTS + "/" + id + "/replay"),
                post(EVENTS + "/" + id + "/discard"),
                post("/api/v1/admin/webhooks/replays"),
                get("/api/v1/admin/webhooks/stats"))) {
            mvc.perform(request.with(as(user))).andExpect(status().isForbidden());
        }
        assertThat(inbox.isDead(id)).isTrue();
    }

    private ResultActions event(long id) throws Exception {
        return mvc.perform(get(EVENTS + "/" + id).with(as(admin)));
    }

    private ResultActions replay(long id) throws Exception {
        return mvc.perform(post(EVENTS + "/" + id + "/replay").with(as(admin)));
    }

    private ResultActions discard(long id, String body) throws Exception {
        return mvc.perform(post(EVENTS + "/" + id + "/discard")
                .with(as(admin))
                .contentType(MediaType.APPLICATION_JSON)
                .content(body));
    }

    private ResultActions list(String query) throws Exception {
        return mvc.perform(get(URI.create(EVENTS + "?" + query)).with(as(admin)));
    }

    private List<Long> ids(String query) throws Exception {
        return readIds(body(list(query).andExpect(status().isOk())));
    }

    private static List<Long> readIds(String page) {
        return JsonPath.<List<Number>>read(page, "$.items[*].id").stream()
                .map(Number::longValue)
                .toList();
    }

    private static String body(ResultActions result) throws Exception {
        return result.andReturn().getResponse().getContentAsString();
    }

    private String eventId(long sequence) {
        return jdbc.sql("select event_id from webhook_dedup where seq = :seq")
                .param("seq", sequence)
                .query(String.class)
                .single();
    }

    /** The details of what this administrator did to that. */
    private List<String> audited(String action, String subject) {
        return jdbc.sql("""
                        select details::text from audit_log where actor_id = :actor and action = :action and subject = :subject
                        """)
                .param("actor", admin.id().value())
                .param("action", action)
                .param("subject", subject)
                .query((row, _) -> row.getString(1))
                .list();
    }

    /** An event that is not due before the test is over. */
    private void waiting(long sequence, int attempt) {
        jdbc.sql("""
                        insert into webhook_work (slot, seq, received_at, due_at, attempt)
                        select :slot, seq, first_seen, :due, :attempt from webhook_dedup where seq = :seq
                        """)
                .param("slot", Math.floorMod(inbox.subject().hashCode(), 64))
                .param("due", Instant.now().plusSeconds(3_600).atOffset(ZoneOffset.UTC))
                .param("attempt", attempt)
                .param("seq", sequence)
                .update();
    }

    private void forgetWaiting(long sequence) {
        jdbc.sql("delete from webhook_work where seq = :seq")
                .param("seq", sequence)
                .update();
    }

    private String user(String clerkId) {
        return jdbc.sql("select to_jsonb(u)::text from users u where clerk_id = :id")
                .param("id", clerkId)
                .query(String.class)
                .single();
    }

    private static String userCreated(String clerkId) {
        return """
                {"object": "event", "type": "user.created", "timestamp": 1716883200000, "data": {
                  "object": "user", "id": "%1$s", "first_name": "Ada", "last_name": "Lovelace", "username": null,
                  "created_at": 1716883200000, "updated_at": 1716883200000, "primary_email_address_id": "idn_1",
                  "email_addresses": [{"id": "idn_1", "object": "email_address", "email_address": "%1$s@example.com",
                    "updated_at": 1716883200000, "verification": {"status": "verified", "strategy": "email_code"}}],
                  "phone_numbers": [], "external_accounts": [], "public_metadata": {}, "unsafe_metadata": {}}}
                """.formatted(clerkId);
    }
}
