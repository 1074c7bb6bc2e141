package dev.keelson.clients;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is special about one operation of a vendor, for the {@link Pipeline}.
 *
 * @param vendor whose API is called
 * @param operation method and path template, such as {@code GET /users/{id}}: what logs and metrics know it by
 * @param account whose limit at the vendor it counts against; null for the one that all our calls share
 * @param patience how long its answer may take; null for what is set for the vendor
 * @param cache where its answer may be kept; null for an answer that has to be the vendor's latest
 * @param reading whether it changes nothing although it is a POST: it may be repeated, and its answer kept
 * @param body what is sent, where that is not to be held in memory; null for what the request holds itself
 */
public record ApiCall(
        Vendor vendor,
        String operation,
        @Nullable String account,
        @Nullable Duration patience,
        @Nullable CachedIn cache,
        boolean reading,
        @Nullable StreamedBody body) {
    /**
     * @param name of the cache, whose size and times are set under {@code keelson.clients.<vendor>.cache.<name>}
     * @param subject what the answer is about, such as a user's id: it is evicted by this
     */
    public record CachedIn(String name, String subject) {}

    public static ApiCall to(Vendor vendor, String operation) {
        return new ApiCall(vendor, operation, null, null, null, false, null);
    }

    /** The same, counted against a limit that the vendor has for each of its accounts. */
    public ApiCall onAccount(String which) {
        return new ApiCall(vendor, operation, which, patience, cache, reading, body);
    }

    /** The same, for what is slow by nature. */
    public ApiCall patient(Duration readTimeout) {
        return new ApiCall(vendor, operation, account, readTimeout, cache, reading, body);
    }

    /** The same, answered from the cache where that has an answer. */
    public ApiCall cached(String name, String subject) {
        return new ApiCall(vendor, operation, account, patience, new CachedIn(name, subject), reading, body);
    }

    /** The same, for a POST that only asks. */
    public ApiCall thatReads() {
        return new ApiCall(vendor, operation, account, patience, cache, true, body);
    }

    /** The same, with a body that the request itself does not have. It has to announce that body's length as its own. */
    public ApiCall sending(StreamedBody what) {
        return new ApiCall(vendor, operation, account, patience, cache, reading, what);
    }

    /** Without the account, which may be known by its key. */
    @Override
    public String toString() {
        return vendor + " " + operation;
    }
}
