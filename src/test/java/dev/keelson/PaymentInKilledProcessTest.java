package dev.keelson;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.keelson.testing.KeelsonProcess;
import dev.keelson.testing.TestPostgres;
import dev.keelson.testing.TestTokens;
import dev.keelson.testing.WebhookSender;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A payment whose process is killed when Stripe has made it and has not answered yet. */
@Execution(ExecutionMode.CONCURRENT)
@Order(4)
class PaymentInKilledProcessTest {
    private static final String PAYMENTS = "/v1/payment_intents";
    private static final String CLERK_ID = "user_killedpayer";

    private final WireMockServer vendors = new WireMockServer(options().dynamicPort());
    private final String database = TestPostgres.freshDatabase();

    /** What is waited for is asked ten times a second: not by a connection each. */
    @AutoClose("destroy")
    private final SingleConnectionDataSource connection = new SingleConnectionDataSource(database, true);

    private final JdbcClient jdbc = JdbcClient.create(connection);

    @BeforeEach
    void start() {
        vendors.start();
    }

    @AfterEach
    void stop() {
        vendors.stop();
    }

    @Test
    void whoComesBackGetsTheSamePayment(@TempDir Path directory) throws Exception {
        int port = KeelsonProcess.freePort();
        killedWhilePaying(port, directory);
        vendors.stubFor(post(PAYMENTS).willReturn(okJson(payment())));
        vendors.stubFor(get(PAYMENTS + "/pi_killed").willReturn(okJson(payment())));

        HttpResponse<String> again;
        try (var _ = startKeelson(port, directory)) {
            again = pay(port);
        }

        assertThat(again.statusCode()).as(again.body()).isEqualTo(201);
        assertThat(again.body()).contains("pi_killed");
        assertThat(sent()).hasSize(2);
        assertThat(sent().stream().map(request -> request.getHeader("Idempotency-Key")))
                .as("one effect")
                .containsOnly("keelson-" + command());
        assertThat(sent().stream().map(LoggedRequest::getBodyAsString).distinct())
                .as("the same request")
                .hasSize(1);
        assertThat(count("payment_intents where stripe_id = 'pi_killed'")).isEqualTo(1);
    }

    @Test
    void whatNobodyComesBackForIsFoundAndNotMadeAgain(@TempDir Path directory) throws Exception {
        int port = KeelsonProcess.freePort();
        killedWhilePaying(port, directory);
        jdbc.sql("update billing_commands set created_at = created_at - interval '1 hour',"
                        + " updated_at = updated_at - interval '1 hour' where state = 'pending'")
                .update();
        vendors.stubFor(get(urlPathEqualTo(PAYMENTS))
                .willReturn(okJson("{\"object\": \"list\", \"has_more\": false, \"data\": [" + payment() + "]}")));

        try (var _ = startKeelson(port, directory)) {
            await().atMost(Duration.ofMinutes(1)).until(() -> count("billing_commands where state = 'open'") == 1);
        }

        assertThat(sent()).as("asked for once").hasSize(1);
        assertThat(count("payment_intents where stripe_id = 'pi_killed'")).isEqualTo(1);
    }

    private void killedWhilePaying(int port, Path directory) throws Exception {
        vendors.stubFor(post(PAYMENTS).willReturn(okJson("{}").withFixedDelay(60_000)));
        var keelson = startKeelson(port, directory);
        assertThat(new WebhookSender(port)
                        .clerk("msg_1", """
                {"type": "user.created", "object": "event", "timestamp": 1716883200000, "data": {"id": "%s",
                 "updated_at": 1716883200000, "email_addresses": []}}
                """.formatted(CLERK_ID))
                        .statusCode())
                .isEqualTo(200);
        await().until(() -> count("users") == 1);
        assertThat(new WebhookSender(port)
                        .stripe("""
                {"id": "evt_1", "object": "event", "type": "customer.created", "created": 1716883200, "livemode": false,
                 "data": {"object": {"id": "cus_killedpayer", "object": "customer", "created": 1716883200,
                 "metadata": {"keelson_user_id": "%s"}}}}
                """.formatted(jdbc.sql("select id::text from users")
                                .query(String.class)
                                .single()))
                        .statusCode())
                .isEqualTo(200);
        await().until(() -> count("customers where user_id is not null") == 1);
        var unanswered = HttpClient.newHttpClient().sendAsync(request(port), HttpResponse.BodyHandlers.ofString());
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(sent())
                        .as(() -> "answered: "
                                + (unanswered.isDone() ? unanswered.join().body() : "nothing"))
                        .hasSize(1));
        keelson.kill();
        await().until(unanswered::isCompletedExceptionally);

        assertThat(count("billing_commands where kind = 'create_payment' and state = 'pending'"))
                .isEqualTo(1);
        assertThat(count("payment_intents")).isZero();
    }

    private KeelsonProcess startKeelson(int port, Path directory) throws Exception {
        return KeelsonProcess.start(
                port,
                directory.resolve("keelson.log"),
                "--spring.profiles.active=test",
                "--spring.datasource.url=" + database,
                "--keelson.clients.clerk.api-url=" + vendors.baseUrl(),
                "--keelson.clients.stripe.api-url=" + vendors.baseUrl(),
                "--keelson.clients.ayrshare.api-url=" + vendors.baseUrl(),
                // Longer than the process lives.
                "--keelson.clients.stripe.read-timeout=20s",
                // How soon a process is taken for dead.
                "--db-scheduler.heartbeat-interval=1s");
    }

    private HttpResponse<String> pay(int port) throws Exception {
        return HttpClient.newHttpClient().send(request(port), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(int port) {
        var tokens = new TestTokens(vendors.baseUrl(), "https://clerk.example.com", "https://app.example.com");
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/billing/payment-intents"))
                .header("Authorization", "Bearer " + tokens.of(CLERK_ID, "sess_killedpayer"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"amount\": 1900, \"currency\": \"eur\", \"description\": \"A course\"}"))
                .build();
    }

    private String payment() {
        return """
                {"id": "pi_killed", "object": "payment_intent", "livemode": false, "created": 1716883200,
                 "customer": "cus_killedpayer", "amount": 1900, "amount_received": 0, "currency": "eur",
                 "status": "requires_payment_method", "client_secret": "pi_killed_secret_1",
                 "metadata": {"keelson_command_id": "%s"}}
                """.formatted(command());
    }

    private String command() {
        return jdbc.sql("select id::text from billing_commands where kind = 'create_payment'")
                .query(String.class)
                .single();
    }

    private List<LoggedRequest> sent() {
        return vendors.findAll(postRequestedFor(urlEqualTo(PAYMENTS)));
    }

    private long count(String rows) {
        return jdbc.sql("select count(*) from " + rows).query(Long.class).single();
    }
}
