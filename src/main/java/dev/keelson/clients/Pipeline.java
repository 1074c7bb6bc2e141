package dev.keelson.clients;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.json.JsonMapper;

/** What every call to a vendor goes through, stripe-java's too. One for each vendor. */
public final class Pipeline {
    /** What is the same for all of them. */
    record Common(
            RestClient.Builder http,
            JsonMapper json,
            InstantSource clock,
            RandomGenerator random,
            Executor bodies,
            CircuitBreakerRegistry breakers,
            BulkheadRegistry bulkheads,
            RetryRegistry retries,
            Consumer<ApiException.RateLimited> userIsLimited) {}

    private final Vendor vendor;
    private final VendorSettings settings;
    private final JsonMapper json;
    private final CacheStage cache;
    private final BulkheadStage bulkhead;
    private final BreakerStage breaker;
    private final RateLimitStage limit;
    private final RestClient http;

    Pipeline(
            Vendor vendor,
            VendorSettings settings,
            VendorErrors errors,
            Consumer<HttpHeaders> credential,
            Common common) {
        this.vendor = vendor;
        this.settings = settings;
        this.json = common.json();
        this.cache = new CacheStage(settings.cache(), common.clock(), json);
        this.bulkhead =
                new BulkheadStage(vendor, settings.bulkhead(), settings.backgroundDeadline(), common.bulkheads());
        this.breaker = new BreakerStage(vendor, settings.breaker(), common.breakers());
        this.limit = new RateLimitStage(settings.limit(), settings.callsAllowed(), common.userIsLimited());

        List<ClientHttpRequestInterceptor> stages = List.of(
                new LoggingStage(errors, new Mask(json)),
                cache,
                bulkhead,
                breaker,
                limit,
                new RetryStage(vendor, settings.retry(), common.random(), common.retries()),
                new OutcomeStage(errors, json));
        this.http = common.http()
                .clone()
                .baseUrl(settings.apiUrl())
                .defaultHeaders(credential)
                .observationConvention(new CallObservation()) // metrics and tracing: around all stages
                .requestInterceptors(all -> all.addAll(stages))
                .requestFactory(new TimedRequests(connections(settings), common.bodies(), settings.readTimeout()))
                .build();
    }

    private static HttpClient connections(VendorSettings settings) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    Vendor vendor() {
        return vendor;
    }

    JsonMapper json() {
        return json;
    }

    RestClient http() {
        return http;
    }

    CacheStage cache() {
        return cache;
    }

    boolean hasCaches() {
        return !cache.caches().isEmpty();
    }

    RateLimitStage limit() {
        return limit;
    }

    <T> T run(ApiCall call, ScopedValue.CallableOp<T, RuntimeException> work) {
        return CallContext.of(call, settings).run(work);
    }

    /** How it stands with the vendor, as this node sees it. */
    ClientStatus status() {
        return new ClientStatus(
                vendor,
                breaker.state(),
                breaker.failureRate(),
                bulkhead.inFlight(),
                settings.bulkhead().calls(),
                limit.shared().available(),
                settings.callsAllowed(),
                settings.limit().period(),
                limit.shared().closedFor(),
                cache.status());
    }
}
