package dev.keelson.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.shared.Role;
import dev.keelson.testing.Secrets;
import dev.keelson.testing.TestTokens;
import dev.keelson.testing.TestUsers;
import dev.keelson.testing.WebhookSender;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where an operator exposes everything and asks for every value. */
@OperatorTest
class ActuatorShowsNoSecretTest {
    @Autowired
    private TestUsers users;

    @Autowired
    private TestTokens tokens;

    @LocalServerPort
    private int port;

    @SuppressWarnings("NullAway.Init")
    private RestTestClient http;

    @BeforeEach
    void secretsHaveBeenUsed() throws Exception {
        http = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
        http.get()
                .uri("/api/v1/me")
                .header("Authorization", "Bearer " + tokens.of(users.fresh(Role.PREMIUM)))
                .exchange()
                .expectStatus()
                .isOk();
        http.get()
                .uri("/api/v1/me")
                .header("Authorization", "Bearer " + tokens.forged("user_1", "sess_1", TestTokens.keyId()))
                .exchange()
                .expectStatus()
                .isUnauthorized();
        assertThat(new WebhookSender(port)
                        .stripe(
                                "{\"id\": \"evt_actuator\", \"type\": \"test.secret\", \"data\": {\"object\": {\"id\": \"pi_1\"}}}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void noEndpointShowsASecret() {
        Map<String, String> pages = pages();

        assertThat(pages.keySet())
                .contains("env", "configprops", "beans", "metrics", "prometheus", "health", "info")
                .contains("loggers", "mappings", "conditions", "threaddump", "scheduledtasks", "flyway");
        assertThat(pages.entrySet().stream()
                        .filter(page -> Secrets.kindIn(page.getValue()).isPresent())
                        .map(Map.Entry::getKey))
                .as("endpoints that show a secret")
                .isEmpty();
    }

    @Test
    void everyOtherValueIsShown() {
        assertThat(get("/actuator/env/keelson.cors.allowed-origins")).contains("https://app.example.com");
        assertThat(get("/actuator/configprops/keelson.clients.stripe"))
                .contains("\"deadline\":\"PT25S\"", "\"secretKey\":\"******\"");
    }

    @Test
    void memoryCannotBeFetched() {
        http.get().uri("/actuator/heapdump").exchange().expectStatus().isNotFound();
    }

    /** Every endpoint that there is, and each single value of those that show one at a time. */
    private Map<String, String> pages() {
        Map<String, String> pages = new LinkedHashMap<>();
        json("/actuator").path("_links").propertyStream().forEach(link -> {
            if (!link.getValue().path("templated").asBoolean()) {
                pages.put(
                        link.getKey(),
                        get(link.getValue().path("href").asString().replaceFirst("http://[^/]*", "")));
            }
        });
        for (String metric : texts(json("/actuator/metrics").path("names"))) {
            pages.put("metrics/" + metric, get("/actuator/metrics/" + metric));
        }
        for (String setting : Secrets.all().values()) {
            pages.put("env/" + setting, get("/actuator/env/" + setting));
        }
        return pages;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asString()));
        return texts;
    }

    private JsonNode json(String path) {
        return JsonMapper.shared().readTree(get(path));
    }

    private String get(String path) {
        var body = http.get().uri(path).exchange().expectBody(String.class).returnResult();
        return Objects.requireNonNullElse(body.getResponseBody(), "");
    }
}
