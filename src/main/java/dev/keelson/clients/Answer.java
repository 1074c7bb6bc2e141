package dev.keelson.clients;

import java.time.Instant;
import java.util.function.Function;

/**
 * What a vendor said, and when.
 *
 * @param asOf when it said so
 * @param stale whether that is longer ago than agreed, because it cannot be asked now
 */
public record Answer<T>(T value, Instant asOf, boolean stale) {
    public <R> Answer<R> map(Function<T, R> reading) {
        return new Answer<>(reading.apply(value), asOf, stale);
    }
}
