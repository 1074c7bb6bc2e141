package dev.keelson;

import static com.github.tomakehurst.wiremock.client.WireMock.badRequest;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.shared.CurrentUser;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.Secrets;
import dev.keelson.testing.SecretsInLogs;
import dev.keelson.testing.TestTokens;
import dev.keelson.testing.TestUsers;
import dev.keelson.testing.WebhookSender;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.wiremock.spring.InjectWireMock;

/** An operator who looks for a fault turns everything of ours on, for all users, and keeps the log. */
@KeelsonTest
@Isolated("it changes what is logged")
class TraceTellsNoSecretTest {
    @Autowired
    private TestUsers users;

    @Autowired
    private TestTokens tokens;

    @Autowired
    private ApplicationContext context;

    @LocalServerPort
    private int port;

    @InjectWireMock("stripe")
    private WireMockServer stripe;

    @InjectWireMock("ayrshare")
    private WireMockServer ayrshare;

    private final Logger ours = (Logger) LoggerFactory.getLogger("dev.keelson");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Level usual = ours.getLevel();

    @BeforeEach
    void traceEverything() {
        lines.start();
        ours.addAppender(lines);
        ours.setLevel(Level.TRACE);
        // Thousands of lines that nobody reads.
        ours.setAdditive(false);
    }

    @AfterEach
    void asUsual() {
        ours.setAdditive(true);
        ours.setLevel(usual);
        ours.detachAppender(lines);
    }

    @Test
    void callsToVendorsAreTracedWithoutKeysAndTokens() {
        var user = users.fresh();
        stripe.stubFor(post("/v1/customers").willReturn(okJson("""
                {"id": "cus_1", "object": "customer", "client_secret": "seti_1_secret_2", "metadata": {"note": "sk_test_value"}}
                """)));
        ayrshare.stubFor(post("/profiles").willReturn(okJson("""
                {"status": "success", "title": "%1$s", "refId": "ref-%1$s", "profileKey": "KEY-%1$s"}
                """.formatted(user.id()))));
        ayrshare.stubFor(post("/profiles/link-sessions")
                .willReturn(badRequest().withBody("{\"status\": \"error\", \"code\": 101, \"message\": \"No.\"}")));

        ask(user, "/api/v1/billing/customer");
        ask(user, "/api/v1/social/link-sessions");

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.contains("POST /v1/customers") && line.contains("answer="))
                .anyMatch(line -> line.contains("POST /profiles\"") && line.contains("answer="))
                .anyMatch(line -> line.contains("POST /profiles/link-sessions"));
        assertThat(leaks()).isEmpty();
    }

    @Test
    void webhooksAndTokensAreTracedWithoutSecrets() throws Exception {
        var sender = new WebhookSender(port);
        String body = "{\"id\": \"evt_trace\", \"type\": \"test.trace\", \"data\": {\"object\": {\"id\": \"pi_1\","
                + " \"client_secret\": \"pi_1_secret_2\"}}}";

        assertThat(sender.stripe(body).statusCode()).isEqualTo(200);
        assertThat(sender.clerk("msg_trace", body).statusCode()).isEqualTo(200);
        assertThat(sender.send(sender.request("stripe", body).header("Stripe-Signature", "t=1,v1=whsec_guessed"))
                        .statusCode())
                .isEqualTo(401);
        http().get()
                .uri("/api/v1/me")
                .header("Authorization", "Bearer " + tokens.forged("user_1", "sess_1", TestTokens.keyId()))
                .exchange()
                .expectStatus()
                .isUnauthorized();

        assertThat(lines.list).isNotEmpty();
        assertThat(leaks()).isEmpty();
    }

    @Test
    void settingsTellNoSecretWhereTheyAreLogged() {
        assertThat(context.getBeansWithAnnotation(ConfigurationProperties.class).entrySet().stream()
                        .filter(settings ->
                                Secrets.kindIn(settings.getValue().toString()).isPresent())
                        .map(Map.Entry::getKey))
                .isEmpty();
    }

    private void ask(CurrentUser user, String path) {
        http().post()
                .uri(path)
                .header("Authorization", "Bearer " + tokens.of(user))
                .exchange()
                .expectBody()
                .returnResult();
    }

    private RestTestClient http() {
        return RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
    }

    private List<SecretsInLogs.Leak> leaks() {
        return List.copyOf(lines.list).stream()
                .flatMap(line -> SecretsInLogs.leakIn(line).stream())
                .toList();
    }
}
