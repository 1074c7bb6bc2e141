package dev.keelson.shared;

import java.time.Duration;

/** Implemented by an exception that knows when trying again makes sense. */
public interface RetryLater extends TemporaryFailure {
    Duration retryAfter();
}
