package dev.keelson;

import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.testing.KeelsonProcess;
import dev.keelson.testing.TestPostgres;
import dev.keelson.testing.WebhookSender;
import java.nio.file.Path;
import java.time.Duration;
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

/** An erasure whose process is killed while a vendor has not answered yet, first one and then another. */
@Execution(ExecutionMode.CONCURRENT)
@Order(5)
class ErasureInKilledProcessTest {
    private static final String MARK = "v8killed";
    private static final String CUSTOMER = "/v1/customers/cus_killedperson";
    private static final String USER = "/users/user_killedperson";

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
    void nextProcessGoesOn(@TempDir Path directory) throws Exception {
        int port = KeelsonProcess.freePort();
        Path output = directory.resolve("keelson.log");
        answer(CUSTOMER, Duration.ofMinutes(1));
        answer(USER, Duration.ofMinutes(1));

        var first = start(port, output);
        var webhooks = new WebhookSender(port);
        assertThat(webhooks.clerk("msg_1", """
                {"type": "user.created", "object": "event", "timestamp": 1716883200000, "data": {"id": "user_killedperson",
                 "first_name": "%1$s", "primary_email_address_id": "idn_1", "updated_at": 1716883200000,
                 "email_addresses": [{"id": "idn_1", "email_address": "%1$s@example.org"}]}}
                """.formatted(MARK)).statusCode()).isEqualTo(200);
        await().until(() -> count("users") == 1);
        assertThat(webhooks.stripe("""
                {"id": "evt_1", "object": "event", "type": "customer.created", "created": 1716883200, "livemode": false,
                 "data": {"object": {"id": "cus_killedperson", "object": "customer", "email": "%s@example.org",
                 "metadata": {"keelson_user_id": "%s"}}}}
                """.formatted(
                                        MARK,
                                        jdbc.sql("select id::text from users")
                                                .query(String.class)
                                                .single()))
                        .statusCode())
                .isEqualTo(200);
        await().until(() -> count("customers where user_id is not null") == 1);
        webhooks.clerk("msg_2", """
                {"type": "user.deleted", "object": "event", "timestamp": 1716883200000,
                 "data": {"id": "user_killedperson", "deleted": true}}
                """);
        await().atMost(Duration.ofSeconds(30)).until(() -> asked(CUSTOMER));
        first.kill();

        assertThat(count("erasure_steps where step = 'billing' and finished_at is null"))
                .isEqualTo(1);
        answer(CUSTOMER, Duration.ZERO);
        var second = start(port, output);
        await().atMost(Duration.ofMinutes(1)).until(() -> asked(USER));
        second.kill();

        assertThat(count("erasures where status = 'running'")).isEqualTo(1);
        answer(USER, Duration.ZERO);
        try (var _ = start(port, output)) {
            await().atMost(Duration.ofMinutes(1)).until(() -> count("erasures where status = 'completed'") == 1);
        }

        assertThat(new WholeDatabase(jdbc).rowsWith(MARK)).isEmpty();
        assertThat(count("audit_log where action = 'erasure.completed'")).isEqualTo(1);
        assertThat(count("erasure_steps where step in ('billing', 'clerk') and attempts > 1"))
                .isEqualTo(2);
    }

    private KeelsonProcess start(int port, Path output) throws Exception {
        return KeelsonProcess.start(
                port,
                output,
                "--spring.profiles.active=test",
                "--spring.datasource.url=" + database,
                "--keelson.clients.clerk.api-url=" + vendors.baseUrl(),
                "--keelson.clients.stripe.api-url=" + vendors.baseUrl(),
                "--keelson.clients.ayrshare.api-url=" + vendors.baseUrl(),
                "--keelson.privacy.erasure.passes-after=1s",
                "--keelson.privacy.erasure.first-pause=100ms",
                // How soon a process is taken for dead.
                "--db-scheduler.heartbeat-interval=1s");
    }

    private void answer(String path, Duration after) {
        vendors.stubFor(delete(path).willReturn(okJson("{\"deleted\": true}").withFixedDelay((int) after.toMillis())));
    }

    private boolean asked(String path) {
        return !vendors.findAll(deleteRequestedFor(urlEqualTo(path))).isEmpty();
    }

    private long count(String rows) {
        return jdbc.sql("select count(*) from " + rows).query(Long.class).single();
    }
}
