package dev.keelson.clients;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedRetryMetrics;
import io.github.resilience4j.retry.RetryRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.json.JsonMapper;

/** Makes the vendors' clients from what is set for them, each with a {@link Pipeline} of its own. */
@Component
public class ApiClientFactory implements DisposableBean {
    private final Map<Vendor, Pipeline> pipelines = new EnumMap<>(Vendor.class);
    private final ExecutorService bodies = Executors.newVirtualThreadPerTaskExecutor();
    private final MeterRegistry meters;
    private final Pipeline.Common common;

    ApiClientFactory(
            RestClient.Builder http,
            JsonMapper json,
            InstantSource clock,
            RandomGenerator random,
            MeterRegistry meters,
            BudgetNews news) {
        this.meters = meters;
        this.common = new Pipeline.Common(
                http,
                json,
                clock,
                random,
                bodies,
                CircuitBreakerRegistry.ofDefaults(),
                BulkheadRegistry.ofDefaults(),
                RetryRegistry.ofDefaults(),
                news::userIsLimited);
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(common.breakers()).bindTo(meters);
        TaggedBulkheadMetrics.ofBulkheadRegistry(common.bulkheads()).bindTo(meters);
        TaggedRetryMetrics.ofRetryRegistry(common.retries()).bindTo(meters);
    }

    /**
     * @param credential adds what every request of this vendor carries
     * @param client the client's constructor
     */
    public <C extends BaseApiClient> C create(
            Vendor vendor,
            VendorSettings settings,
            VendorErrors errors,
            Consumer<HttpHeaders> credential,
            Function<Pipeline, C> client) {
        var pipeline = new Pipeline(vendor, settings, errors, credential, common);
        pipelines.put(vendor, pipeline);
        ClientMetrics.bind(pipeline, meters);
        return client.apply(pipeline);
    }

    List<Pipeline> pipelines() {
        return List.copyOf(pipelines.values());
    }

    @Override
    public void destroy() {
        bodies.close();
    }
}
