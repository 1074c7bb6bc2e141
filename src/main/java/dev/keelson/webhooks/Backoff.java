package dev.keelson.webhooks;

import dev.keelson.shared.RetryLater;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.springframework.stereotype.Component;

/**
 * How long a failed event waits: exponential with full jitter
 * (<a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">why</a>), unless the failure itself
 * says when to try again.
 */
@Component
class Backoff {
    private final WebhookSettings.Retry settings;
    private final RandomGenerator random;

    Backoff(WebhookSettings settings, RandomGenerator random) {
        this.settings = settings.retry();
        this.random = random;
    }

    /** @param attempt the one that failed, from 1 */
    Duration after(int attempt, Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetryLater later) {
                return later.retryAfter();
            }
        }
        long doubled = settings.first().toMillis() << Math.min(attempt - 1, 30);
        long ceiling = Math.min(doubled, settings.longest().toMillis());
        return Duration.ofMillis(1 + random.nextLong(Math.max(1, ceiling)));
    }

    boolean isLast(int attempt, Exception failure) {
        return failure instanceof NonRetryableWebhookException || attempt >= settings.maxAttempts();
    }
}
