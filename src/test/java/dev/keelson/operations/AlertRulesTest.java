package dev.keelson.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.clerk.ClerkApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An alert on a metric that nobody measures is never raised, and nobody notices. */
@OperatorTest
class AlertRulesTest {
    private static final Path RULES = Path.of("ops", "prometheus");

    /** A series for each kind of object that has ever drifted; that it is counted is a test of reconciliation. */
    private static final Set<String> APPEARS_WITH_THE_FIRST = Set.of("webhook_reconcile_drift_total");

    private static final Pattern METRIC = Pattern.compile(
            "\\b(?:webhook|module|audit|billing|social|encryption|hikaricp|resilience4j|http_client|client_cache|client_budget)_[a-z_0-9]+\\b");

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private ClerkApiClient clerk;

    @LocalServerPort
    private int port;

    @Test
    void everyMetricInARuleIsMeasured() throws Exception {
        Set<String> wanted = metricsInRules();
        assertThat(wanted).hasSizeGreaterThan(10);
        oneEventOfEachFate();

        await().untilAsserted(() -> {
            Set<String> measured = measured();
            var missing = new TreeSet<>(wanted);
            missing.removeAll(measured);
            missing.removeAll(APPEARS_WITH_THE_FIRST);
            assertThat(missing).isEmpty();
        });
    }

    @Test
    void everyAlertSaysWhatItMeansAndWhatToDo() throws Exception {
        for (JsonNode rule : rules()) {
            String alert = rule.path("alert").asString("");
            for (String annotation : List.of("summary", "description", "runbook")) {
                assertThat(rule.path("annotations").path(annotation).asString(""))
                        .as("%s of %s", annotation, alert)
                        .isNotBlank();
            }
            assertThat(rule.path("labels").path("severity").asString(""))
                    .as(alert)
                    .isIn("page", "ticket");
        }
    }

    @Test
    void causesAndOutcomesInTheRulesAreThoseThatAreCounted() throws Exception {
        oneEventOfEachFate();

        await().untilAsserted(() -> assertThat(scrape())
                .contains("outcome=\"accepted\"", "outcome=\"rejected\"", "cause=\"bad_signature\"")
                .contains("outcome=\"failed\"", "status=\"received\"", "status=\"retry\"")
                .containsPattern("webhook_ack_seconds_bucket\\{[^}]*le=\"1.0\""));
    }

    private void oneEventOfEachFate() throws Exception {
        assertThatThrownBy(() -> clerk.user("user_nobody")).isInstanceOf(ApiException.class);
        var inbox = new InboxFixture(port, jdbc);
        inbox.ended("{\"failTimes\":1}");
        inbox.ended("{\"hopeless\":true}");
        inbox.vendor()
                .send(inbox.vendor()
                        .request("stripe", "{}")
                        .header(
                                "Stripe-Signature",
                                "t=%d,v1=%s".formatted(System.currentTimeMillis() / 1_000, "00".repeat(32))));
    }

    private static Set<String> metricsInRules() throws IOException {
        return rules().stream()
                .flatMap(rule -> METRIC.matcher(rule.path("expr").asString("")).results())
                .map(match -> match.group())
                .collect(Collectors.toSet());
    }

    private static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        try (var files = Files.newDirectoryStream(RULES, "*.rules.yml")) {
            for (Path file : files) {
                Object content = new Yaml().load(Files.readString(file));
                for (JsonNode group : JsonMapper.shared().valueToTree(content).path("groups")) {
                    group.path("rules").forEach(rules::add);
                }
            }
        }
        return rules;
    }

    private Set<String> measured() {
        return scrape().lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());
    }

    private String scrape() {
        var body = RestTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .build()
                .get()
                .uri("/actuator/prometheus")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
        return body == null ? "" : body;
    }
}
