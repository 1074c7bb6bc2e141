package dev.keelson.sandbox.server;

import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.keelson.sandbox.probe.ProbeVendor;
import dev.keelson.testing.BesideOthers;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BesideOthers
class WebhookSenderTest {
    private RunningSandbox sandbox;

    @BeforeAll
    void start() {
        sandbox = new RunningSandbox(ProbeVendor.Signer.class, ProbeVendor.Counter.class);
    }

    @BeforeEach
    void acceptEverything() {
        sandbox.keelson().resetAll();
        sandbox.keelson().stubFor(post("/webhooks/probe").willReturn(status(200)));
        sandbox.client().post().uri("/control/reset").retrieve().toBodilessEntity();
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    @Test
    void refusedWebhookIsSentAgainWithASignatureOfItsOwn() {
        sandbox.keelson()
                .stubFor(post("/webhooks/probe")
                        .inScenario("retry")
                        .whenScenarioStateIs(STARTED)
                        .willReturn(status(500))
                        .willSetStateTo("up"));
        sandbox.keelson()
                .stubFor(post("/webhooks/probe")
                        .inScenario("retry")
                        .whenScenarioStateIs("up")
                        .willReturn(status(204)));

        send("msg_retried");

        var attempts = awaitReceived(2);
        assertThat(attempts)
                .extracting(request -> request.getHeader("probe-id"))
                .containsOnly("msg_retried");
        assertThat(attempts)
                .extracting(request -> request.getHeader("probe-attempt"))
                .containsExactly("1", "2");
        assertThat(attempts)
                .extracting(request -> request.getHeader("probe-signed"))
                .doesNotHaveDuplicates();
        assertThat(attempts).extracting(LoggedRequest::getBodyAsString).containsOnly("{\"message\":\"msg_retried\"}");
        await().untilAsserted(() -> {
            assertThat(log().get(0).get("state").stringValue()).isEqualTo("delivered");
            assertThat(log().get(0).get("attempts").intValue()).isEqualTo(2);
            assertThat(log().get(0).get("lastStatus").intValue()).isEqualTo(204);
        });
    }

    @Test
    void webhookOfWorkThatFailsIsNeverSent() {
        var store = sandbox.bean(SandboxStore.class);
        assertThatThrownBy(() -> store.atomically(() -> {
                    send("msg_rolled_back");
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");

        store.atomically(() -> send("msg_committed"));

        assertThat(awaitReceived(1))
                .extracting(request -> request.getHeader("probe-id"))
                .containsExactly("msg_committed");
        assertThat(log()).hasSize(1);
    }

    @Test
    void webhookThatWaitsWhenTheSandboxStopsLeavesAfterTheNextStart() {
        spoilWebhooks("{\"webhooks\": {\"next\": 1, \"delayMillis\": 1500}}");
        send("msg_waiting");

        sandbox.restart();

        assertThat(awaitReceived(1))
                .extracting(request -> request.getHeader("probe-id"))
                .containsExactly("msg_waiting");
    }

    @Test
    void deliveredWebhookCanBeSentAgain() {
        send("msg_again");
        awaitReceived(1);
        await().until(() -> log().get(0).get("state").stringValue().equals("delivered"));

        sandbox.client()
                .post()
                .uri("/control/webhooks/{id}/resend", log().get(0).get("id").longValue())
                .retrieve()
                .toBodilessEntity();

        awaitReceived(2);
    }

    @Test
    void duplicatedWebhookArrivesTwiceUnderOneId() {
        spoilWebhooks("{\"webhooks\": {\"next\": 1, \"duplicate\": true}}");

        send("msg_twice");
        send("msg_once");

        assertThat(awaitReceived(3))
                .extracting(request -> request.getHeader("probe-id"))
                .containsExactlyInAnyOrder("msg_twice", "msg_twice", "msg_once");
    }

    @Test
    void droppedWebhookIsOnlyInTheLogUntilItIsResent() {
        spoilWebhooks("{\"webhooks\": {\"next\": 1, \"drop\": true}}");

        send("msg_dropped");
        send("msg_sent");

        assertThat(awaitReceived(1))
                .extracting(request -> request.getHeader("probe-id"))
                .containsExactly("msg_sent");
        assertThat(log().get(1).get("state").stringValue()).isEqualTo("dropped");
    }

    @Test
    void shuffledWebhooksArriveInAnotherOrder() {
        spoilWebhooks("{\"webhooks\": {\"next\": 4, \"shuffle\": true}}");

        IntStream.rangeClosed(1, 4).forEach(i -> send("msg_" + i));

        assertThat(awaitReceived(4))
                .extracting(request -> request.getHeader("probe-id"))
                .containsExactly("msg_4", "msg_3", "msg_2", "msg_1");
    }

    private void send(String messageId) {
        sandbox.bean(WebhookSender.class)
                .send(
                        "probe",
                        messageId,
                        "probe.sent",
                        JsonMapper.shared().createObjectNode().put("message", messageId));
    }

    private void spoilWebhooks(String plan) {
        sandbox.client()
                .post()
                .uri("/control/probe/misbehaviour")
                .contentType(MediaType.APPLICATION_JSON)
                .body(plan)
                .retrieve()
                .toBodilessEntity();
    }

    private List<LoggedRequest> awaitReceived(int count) {
        await().atMost(Duration.ofSeconds(15)).until(() -> received().size() >= count);
        assertThat(received()).hasSize(count);
        return received();
    }

    private List<LoggedRequest> received() {
        return sandbox.keelson().findAll(postRequestedFor(urlEqualTo("/webhooks/probe")));
    }

    private JsonNode log() {
        var log = sandbox.client()
                .get()
                .uri("/control/webhooks?vendor=probe")
                .retrieve()
                .body(String.class);
        return JsonMapper.shared().readTree(log);
    }
}
