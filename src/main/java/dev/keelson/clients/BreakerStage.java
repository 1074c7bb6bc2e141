package dev.keelson.clients;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Asks a vendor nothing for a while after it has failed too often: nobody waits for a time-out then, and it is left alone to
 * recover. Refusals and limits are answers, and no failures.
 */
final class BreakerStage implements ClientHttpRequestInterceptor {
    private static final Logger log = LoggerFactory.getLogger(BreakerStage.class);

    private final CircuitBreaker breaker;
    private final Duration pause;

    BreakerStage(Vendor vendor, VendorSettings.Breaker settings, CircuitBreakerRegistry registry) {
        this.pause = settings.open();
        this.breaker = registry.circuitBreaker(
                vendor.id(),
                CircuitBreakerConfig.custom()
                        .failureRateThreshold(settings.failures())
                        .slidingWindowSize(settings.window())
                        .minimumNumberOfCalls(settings.minimum())
                        .waitDurationInOpenState(settings.open())
                        .permittedNumberOfCallsInHalfOpenState(settings.trials())
                        .automaticTransitionFromOpenToHalfOpenEnabled(true)
                        .recordException(BreakerStage::isOutage)
                        .build());
        breaker.getEventPublisher()
                .onStateTransition(event -> log.warn(
                        "vendor={} breaker={} before={}",
                        vendor,
                        event.getStateTransition().getToState(),
                        event.getStateTransition().getFromState()));
    }

    String state() {
        return breaker.getState().name().toLowerCase(Locale.ROOT);
    }

    /** From 0 to 1; null while there were too few calls. */
    @Nullable
    Double failureRate() {
        float percent = breaker.getMetrics().getFailureRate();
        return percent < 0 ? null : percent / 100.0;
    }

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution) {
        try {
            return Stages.call(breaker::executeCallable, () -> execution.execute(request, body));
        } catch (CallNotPermittedException e) {
            throw new ApiException.NotAsked(CallContext.current().failure("it failed too often lately"), pause);
        }
    }

    private static boolean isOutage(Throwable failure) {
        return failure instanceof ApiException.NotSent
                || failure instanceof ApiException.OutcomeUnknown
                || failure instanceof ApiException.Unavailable;
    }
}
