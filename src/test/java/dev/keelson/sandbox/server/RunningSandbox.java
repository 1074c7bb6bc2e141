package dev.keelson.sandbox.server;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.keelson.testing.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import org.flywaydb.core.Flyway;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.json.JsonMapper;

/** A sandbox on a database and a port of its own, with a WireMock server in Keelson's place that accepts everything. */
public final class RunningSandbox implements AutoCloseable {
    /**
     * One that has been started before, as far as that costs much: with its schema, and the key of its session tokens, which
     * takes longer to find than all the rest of a start. What a first start is like, the tests of the tours see.
     */
    private static final String BEGUN = begun();

    private final String database = TestPostgres.copyOf(BEGUN);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
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

    private static String begun() {
        String database = TestPostgres.freshDatabase();
        Flyway.configure()
                .dataSource(database, null, null)
                .schemas("sandbox")
                .locations("classpath:db/sandbox")
                .load()
                .migrate();
        var instance = JsonMapper.shared().createObjectNode().put("key", key().toJSONString());
        JdbcClient.create(new DriverManagerDataSource(database))
                .sql("insert into sandbox.document (kind, id, body) values ('clerk.instance', 'only', :body::jsonb)")
                .param("body", instance.toString())
                .update();
        return database;
    }

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(2048)
                    .keyID("ins_sandbox_test")
                    .algorithm(JWSAlgorithm.RS256)
                    .keyUse(KeyUse.SIGNATURE)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
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
        http.shutdownNow();
    }
}
