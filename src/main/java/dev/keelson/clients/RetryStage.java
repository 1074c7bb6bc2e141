package dev.keelson.clients;

import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Repeats what may be repeated while the vendor or the way to it fails, with exponential pauses and full jitter
 * (<a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">why</a>) or as the vendor says, as long
 * as the caller has time. Limits are the {@link RateLimitStage}'s.
 */
final class RetryStage implements ClientHttpRequestInterceptor {
    private final VendorSettings.Retry settings;
    private final RandomGenerator random;
    private final Retry retry;

    RetryStage(Vendor vendor, VendorSettings.Retry settings, RandomGenerator random, RetryRegistry registry) {
        this.settings = settings;
        this.random = random;
        this.retry = registry.retry(
                vendor.id(),
                RetryConfig.<ClientHttpResponse>custom()
                        .maxAttempts(settings.attempts())
                        .retryOnException(RetryStage::mayHelp)
                        .intervalBiFunction((attempt, failed) ->
                                pause(attempt, failed.getLeft()).toMillis())
                        .build());
    }

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution) {
        return OutcomeStage.mayRepeat(request)
                ? Stages.call(retry::executeCallable, () -> execution.execute(request, body))
                : Stages.call(() -> execution.execute(request, body));
    }

    private static boolean mayHelp(Throwable failure) {
        return switch (failure) {
            case ApiException.NotSent _, ApiException.OutcomeUnknown _ ->
                !CallContext.current().remaining().isNegative();
            case ApiException.Unavailable unavailable -> CallContext.current().hasTimeFor(told(unavailable));
            default -> false;
        };
    }

    private static Duration told(ApiException.Unavailable failure) {
        return failure.retryAfter() == null ? Duration.ZERO : failure.retryAfter();
    }

    /** @param attempt the one that failed, from 1 */
    private Duration pause(int attempt, Throwable failure) {
        long ceiling =
                Math.min(settings.longestPause().toMillis(), settings.pause().toMillis() << Math.min(attempt - 1, 20));
        Duration pause = Duration.ofMillis(random.nextLong(Math.max(1, ceiling)));
        Duration told = failure instanceof ApiException.Unavailable unavailable ? told(unavailable) : Duration.ZERO;
        Duration left = CallContext.current().remaining();
        Duration longest = left.isNegative() ? Duration.ZERO : left;
        Duration wanted = told.compareTo(pause) > 0 ? told : pause;
        return wanted.compareTo(longest) < 0 ? wanted : longest;
    }
}
