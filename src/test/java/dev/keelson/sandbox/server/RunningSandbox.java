package dev.keelson.sandbox.server;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.keelson.testing.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/** A sandbox on a database and a port of its own, with a WireMock server in Keelson's place that accepts everything. */
public final class RunningSandbox implements AutoCloseable {
    private final String database = TestPostgres.freshDatabase();
    private final WireMockServer keelson =
            new WireMockServer(WireMockConfiguration.options().dynamicPort());
    private final Class<?>[] more;
    private ConfigurableApplicationContext context;

    /** @param more beans beside the sandbox's own */
    public RunningSandbox(Class<?>... more) {
        this.more = more;
        keelson.start();
        keelson.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));
        context = start();
    }

    private ConfigurableApplicationContext start() {
        return SandboxApplication.start(
                new SandboxOptions(0, URI.create(keelson.baseUrl()), database, null, null), more);
    }

    public void restart() {
        context.close();
        context = start();
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public WireMockServer keelson() {
        return keelson;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    /** Throws nothing on an error status: the tests look at it. */
    public RestClient client() {
        var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return RestClient.builder()
                .requestFactory(new JdkClientHttpRequestFactory(http))
                .baseUrl(url())
                .defaultStatusHandler(status -> status.isError(), (request, response) -> {})
                .build();
    }

    @Override
    public void close() {
        context.close();
        keelson.stop();
    }
}
