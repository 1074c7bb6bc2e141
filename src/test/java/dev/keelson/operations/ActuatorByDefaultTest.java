package dev.keelson.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.Secrets;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.servlet.client.RestTestClient;

/** What actuator shows where nobody sets anything. */
@KeelsonTest
class ActuatorByDefaultTest {
    @LocalServerPort
    private int port;

    @ParameterizedTest
    @ValueSource(strings = {"health", "health/operations", "health/webhooks", "info"})
    void whatIsShownHasNoSecret(String endpoint) {
        var page = get(endpoint).expectBody(String.class).returnResult().getResponseBody();

        assertThat(Objects.requireNonNull(page)).doesNotContain("jdbc:");
        assertThat(Secrets.kindIn(page)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"env", "configprops", "beans", "prometheus", "loggers", "mappings", "heapdump", "threaddump"})
    void allElseIsNotThere(String endpoint) {
        get(endpoint).expectStatus().isNotFound();
    }

    private RestTestClient.ResponseSpec get(String endpoint) {
        return RestTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .build()
                .get()
                .uri("/actuator/" + endpoint)
                .exchange();
    }
}
