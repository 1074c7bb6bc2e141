package dev.keelson.sandbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.sandbox.probe.ProbeVendor;
import dev.keelson.testing.BesideOthers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.ResourceAccessException;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BesideOthers
class MisbehaviourTest {
    private RunningSandbox sandbox;

    @BeforeAll
    void start() {
        sandbox = new RunningSandbox(ProbeVendor.Signer.class, ProbeVendor.Counter.class, ProbeVendor.Api.class);
    }

    @BeforeEach
    void behave() {
        sandbox.client().delete().uri("/control/probe/misbehaviour").retrieve().toBodilessEntity();
        counter().calls.set(0);
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    @Test
    void statusIsAnsweredInTheVendorsShapeForTheNextCallsOnly() {
        spoil("{\"calls\": 2, \"status\": 429, \"retryAfterSeconds\": 2}");

        var first = count();

        assertThat(first.getStatusCode().value()).isEqualTo(429);
        assertThat(first.getHeaders().getFirst("Retry-After")).isEqualTo("2");
        assertThat(first.getBody()).isEqualTo("{\"probe_error\":429}");
        assertThat(count().getStatusCode().value()).isEqualTo(429);
        assertThat(count().getBody()).isEqualTo("{\"count\":1}");
    }

    @Test
    void statusAfterEffectHidesACallThatSucceeded() {
        spoil("{\"calls\": 1, \"status\": 503, \"afterEffect\": true}");

        var answer = count();

        assertThat(answer.getStatusCode().value()).isEqualTo(503);
        assertThat(answer.getBody()).isEqualTo("{\"probe_error\":503}");
        assertThat(counter().calls).hasValue(1);
    }

    @Test
    void resetClosesTheConnectionWithoutAnAnswer() {
        spoil("{\"calls\": 1, \"reset\": true}");

        assertThatThrownBy(this::count).isInstanceOf(ResourceAccessException.class);
        assertThat(counter().calls).hasValue(0);
        assertThat(count().getBody()).isEqualTo("{\"count\":1}");
    }

    @Test
    void resetAfterEffectLosesOnlyTheAnswer() {
        spoil("{\"calls\": 1, \"reset\": true, \"afterEffect\": true}");

        assertThatThrownBy(this::count).isInstanceOf(ResourceAccessException.class);
        assertThat(counter().calls).hasValue(1);
    }

    @Test
    void latencyDelaysTheAnswer() {
        spoil("{\"calls\": 1, \"latencyMillis\": 400}");
        var before = Instant.now();

        var answer = count();

        assertThat(Duration.between(before, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(400));
        assertThat(answer.getBody()).isEqualTo("{\"count\":1}");
    }

    @Test
    void pagesForPeopleAreSpared() {
        spoil("{\"calls\": 1, \"status\": 500}");

        var page = sandbox.client().post().uri("/probe/page").retrieve().toEntity(String.class);

        assertThat(page.getStatusCode().value()).isEqualTo(200);
    }

    @Test
    void planIsShownUntilItIsTakenBack() {
        spoil("{\"calls\": 3, \"status\": 500, \"webhooks\": {\"next\": 5, \"drop\": true}}");
        count();

        assertThat(plan()).contains("\"calls\":2", "\"next\":5");

        sandbox.client().delete().uri("/control/probe/misbehaviour").retrieve().toBodilessEntity();

        assertThat(plan()).isEqualTo("{\"calls\":null,\"webhooks\":null}");
    }

    @Test
    void controlCallsThatMakeNoSenseAreRefusedWithASentence() {
        assertThat(spoil("{\"calls\": 0}").getBody())
                .isEqualTo("{\"error\":\"'calls' says how many calls to spoil: 1 or more.\"}");
        assertThat(spoil("{\"calls\": 1, \"status\": 200}").getStatusCode().value())
                .isEqualTo(400);
        assertThat(spoil("{\"webhooks\": {\"next\": 0}}").getBody()).contains("'next'");
        assertThat(spoil("{}").getStatusCode().value()).isEqualTo(400);
        assertThat(spoil("{\"cals\": 1}").getStatusCode().value()).isEqualTo(400);
        assertThat(spoil("nonsense").getBody()).contains("\"error\"");
        assertThat(get("/control/nobody/misbehaviour").getStatusCode().value()).isEqualTo(404);
        assertThat(get("/nothing/here").getBody()).contains("no such path");
    }

    @Test
    void firstPageNamesTheStandInsAndEscapesTheirWords() {
        assertThat(get("/").getBody()).contains("Counts its calls.", "its &lt;page&gt;", "/control/reset");
    }

    private ResponseEntity<String> count() {
        return sandbox.client().post().uri("/probe/v1/count").retrieve().toEntity(String.class);
    }

    private ResponseEntity<String> spoil(String plan) {
        return sandbox.client()
                .post()
                .uri("/control/probe/misbehaviour")
                .contentType(MediaType.APPLICATION_JSON)
                .body(plan)
                .retrieve()
                .toEntity(String.class);
    }

    private String plan() {
        return String.valueOf(get("/control/probe/misbehaviour").getBody());
    }

    private ResponseEntity<String> get(String path) {
        return sandbox.client().get().uri(path).retrieve().toEntity(String.class);
    }

    private ProbeVendor.Counter counter() {
        return sandbox.bean(ProbeVendor.Counter.class);
    }
}
