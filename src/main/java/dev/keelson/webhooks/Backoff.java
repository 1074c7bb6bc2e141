package dev.keelson.webhooks;

import dev.keelson.shared.RetryLater;
import dev.keelson.shared.TemporaryFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * How long a failed event waits: exponential with full jitter
 * (<a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">why</a>), unless the failure itself
 * says when to try again.
 */
@Component
class Backoff {
    private final WebhookSettings.Retry settings;
    private final RandomGenerator random;
    private final InstantSource clock;

    Backoff(WebhookSettings settings, RandomGenerator random, InstantSource clock) {
        this.clock = clock;
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

    /** Whether the event is given up. What says nothing about the event itself is tried for as long as vendors try. */
    boolean isLast(Due due, Exception failure) {
        if (failure instanceof NonRetryableWebhookException) {
            return true;
        }
        if (isTemporary(failure)) {
            var age = Duration.between(due.event().receivedAt(), clock.instant());
            return age.compareTo(settings.patience()) > 0;
        }
        return due.failures() + 1 >= settings.maxAttempts();
    }

    /** Whether it is the vendor or the database that fails, and not the event. */
    static boolean isTemporary(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TemporaryFailure
                    || cause instanceof TransientDataAccessException
                    || cause instanceof RecoverableDataAccessException
                    || cause instanceof NonTransientDataAccessResourceException
                    || cause instanceof CannotCreateTransactionException
                    || cause instanceof CannotGetJdbcConnectionException
                    || (cause instanceof SQLException sql && isOfTheConnection(sql))) {
                return true;
            }
        }
        return false;
    }

    /** A rollback on a connection that is gone fails too, and hides why it was wanted: the pool's words have no state. */
    private static boolean isOfTheConnection(SQLException failure) {
        String state = failure.getSQLState();
        return state == null || state.startsWith("08");
    }
}
