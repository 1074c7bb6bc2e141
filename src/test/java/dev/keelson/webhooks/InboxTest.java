package dev.keelson.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.WebhookSender;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@KeelsonTest
class InboxTest {
    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    private WebhookSender vendor = new WebhookSender(0);

    @BeforeEach
    void connect() {
        vendor = new WebhookSender(port);
    }

    private static String eventId() {
        return "evt_" + UUID.randomUUID();
    }

    private static String event(String id, String probe) {
        return """
                {"id":"%s","object":"event","type":"keelson.probe.made","created":%d,"probe":%s,
                 "data":{"object":{"id":"obj_%s","object":"probe"}}}""".formatted(id, Instant.now().getEpochSecond(), probe, id);
    }

    private List<String> effects(String eventId) {
        return jdbc.sql("select note from probe_effect where event_id = :id")
                .param("id", eventId)
                .query((row, _) -> row.getString(1))
                .list();
    }

    private List<String> outcomes(String eventId) {
        return jdbc.sql("""
                        select a.outcome from webhook_attempt a join webhook_dedup d using (seq)
                        where d.event_id = :id order by a.attempt
                        """)
                .param("id", eventId)
                .query((row, _) -> row.getString(1))
                .list();
    }

    private boolean waits(String eventId) {
        return jdbc.sql(
                        "select exists (select from webhook_work w join webhook_dedup d using (seq) where d.event_id = :id)")
                .param("id", eventId)
                .query(Boolean.class)
                .single();
    }

    @Test
    void acknowledgedEventTakesEffectOnce() throws Exception {
        String id = eventId();

        HttpResponse<String> answer = vendor.stripe(event(id, "{}"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"accepted\"}");
        await().untilAsserted(() -> assertThat(outcomes(id)).containsExactly("applied"));
        assertThat(effects(id)).containsExactly("as sent");
        assertThat(waits(id)).isFalse();
    }

    @Test
    void secondDeliveryIsAcknowledgedAndChangesNothing() throws Exception {
        String id = eventId();
        vendor.stripe(event(id, "{}"));
        await().until(() -> !outcomes(id).isEmpty());

        HttpResponse<String> again = vendor.stripe(event(id, "{}"));

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).contains("duplicate");
        assertThat(waits(id)).isFalse();
        assertThat(effects(id)).hasSize(1);
    }

    @Test
    void concurrentDeliveriesOfManyEventsTakeEffectOnceEach() throws Exception {
        List<String> ids = new ArrayList<>();
        List<Callable<HttpResponse<String>>> deliveries = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String id = eventId();
            ids.add(id);
            String body = event(id, i % 5 == 0 ? "{\"failTimes\":1}" : "{}");
            for (int copy = 0; copy < 5; copy++) {
                deliveries.add(() -> vendor.stripe(body));
            }
        }

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<HttpResponse<String>> delivery : threads.invokeAll(deliveries)) {
                assertThat(delivery.get().statusCode()).isEqualTo(200);
            }
        }

        await().until(() -> ids.stream().noneMatch(this::waits));
        assertThat(ids).allSatisfy(id -> assertThat(effects(id)).hasSize(1));
    }

    @Test
    void failingEventIsTriedAgainAndItsFailedAttemptsLeaveNothing() throws Exception {
        String id = eventId();

        vendor.stripe(event(id, "{\"failTimes\":2}"));

        await().untilAsserted(() -> assertThat(outcomes(id)).containsExactly("failed", "failed", "applied"));
        assertThat(effects(id)).hasSize(1);
    }

    @Test
    void eventThatFailsToTheLastAttemptIsDeadAndKept() throws Exception {
        String id = eventId();

        vendor.stripe(event(id, "{\"failTimes\":99}"));

        await().untilAsserted(() -> assertThat(outcomes(id)).containsExactly("failed", "failed", "failed", "dead"));
        assertThat(effects(id)).isEmpty();
        assertThat(waits(id)).isFalse();
        assertThat(jdbc.sql("select last_error from webhook_dead where event_id = :id")
                        .param("id", id)
                        .query(String.class)
                        .single())
                .isEqualTo("IllegalStateException: fails by request");
    }

    @Test
    void hopelessEventIsDeadAtOnceAndHarmsNoOther() throws Exception {
        String hopeless = eventId();
        List<String> others = new ArrayList<>();

        vendor.stripe(event(hopeless, "{\"hopeless\":true}"));
        for (int i = 0; i < 20; i++) {
            others.add(eventId());
            vendor.stripe(event(others.getLast(), "{}"));
        }

        await().untilAsserted(() -> assertThat(outcomes(hopeless)).containsExactly("dead"));
        await().untilAsserted(() ->
                assertThat(others).allSatisfy(id -> assertThat(outcomes(id)).containsExactly("applied")));
        assertThat(effects(hopeless)).isEmpty();
    }

    @Test
    void eventThatMustBeFetchedIsAppliedWithTheVendorsAnswer() throws Exception {
        String id = eventId();

        vendor.stripe(event(id, "{\"fetch\":true}"));

        await().untilAsserted(() -> assertThat(outcomes(id)).containsExactly("applied"));
        assertThat(effects(id)).containsExactly("fetched");
    }

    @Test
    void unknownTypeIsStoredAndMarkedIgnored() throws Exception {
        String id = eventId();

        var answer = vendor.stripe(event(id, "{}").replace("keelson.probe.made", "brand.new.type"));

        assertThat(answer.statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(outcomes(id)).containsExactly("ignored"));
    }

    @Test
    void unsignedRequestIsRefusedAndNotStored() throws Exception {
        String id = eventId();

        var answer = vendor.send(vendor.request("stripe", event(id, "{}")));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("WEBHOOK_SIGNATURE_REFUSED", "A signature header is missing.");
        assertThat(jdbc.sql("select count(*) from webhook_dedup where event_id = :id")
                        .param("id", id)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void signatureOfAnotherBodyIsRefused() throws Exception {
        String signed = event(eventId(), "{}");

        var answer = vendor.send(vendor.request("stripe", signed + " ")
                .header("Stripe-Signature", WebhookSender.stripeSignature(signed, Instant.now())));

        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @Test
    void staleBearerTokenOnAWebhookDoesNotMatter() throws Exception {
        String body = event(eventId(), "{}");

        var answer = vendor.send(vendor.request("stripe", body)
                .header("Authorization", "Bearer not.a.token")
                .header("Stripe-Signature", WebhookSender.stripeSignature(body, Instant.now())));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void signedBodyThatIsNoEventIsABadRequest() throws Exception {
        assertThat(vendor.stripe("{\"id\":\"evt_1\"").statusCode()).isEqualTo(400);
        assertThat(vendor.stripe("[]").body()).contains("WEBHOOK_UNREADABLE");
    }

    @Test
    void tooLargeABodyIsRefused() throws Exception {
        String large = event(eventId(), "{\"padding\":\"" + "x".repeat(1 << 20) + "\"}");

        var answer = vendor.stripe(large);

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("WEBHOOK_TOO_LARGE");
    }

    @Test
    void unknownSourceIsNotFound() throws Exception {
        assertThat(vendor.send(vendor.request("paypal", "{}")).statusCode()).isEqualTo(404);
    }

    @Test
    void ayrshareEventIsAcceptedUnderItsHookId() throws Exception {
        String hookId = UUID.randomUUID().toString();

        var answer = vendor.ayrshare("{\"action\":\"batch\",\"hookId\":\"%s\",\"refId\":\"ref_1\"}".formatted(hookId));

        assertThat(answer.statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(outcomes(hookId)).containsExactly("ignored"));
    }
}
