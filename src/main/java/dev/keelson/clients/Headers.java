package dev.keelson.clients;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** What answers say in their headers. */
final class Headers {
    /** Ours, on an answer from the cache: when the vendor gave it. */
    static final String AS_OF = "Keelson-As-Of";

    /** Ours, on an answer from the cache that is older than agreed. */
    static final String STALE = "Keelson-Stale";

    /** Who says "in a year" means something else. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private Headers() {}

    /** <a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">Retry-After</a>, in seconds or as a date. */
    static @Nullable Duration retryAfter(HttpHeaders headers) {
        String value = headers.getFirst(HttpHeaders.RETRY_AFTER);
        if (value == null || value.isBlank()) {
            return null;
        }
        Duration told =
                value.strip().chars().allMatch(c -> c >= '0' && c <= '9') ? seconds(value.strip()) : until(value);
        return told == null || told.compareTo(LONGEST) < 0 ? told : LONGEST;
    }

    private static Duration seconds(String digits) {
        return digits.length() > 6 ? LONGEST : Duration.ofSeconds(Long.parseLong(digits));
    }

    private static @Nullable Duration until(String date) {
        try {
            var pause = Duration.between(
                    Instant.now(),
                    ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return pause.isNegative() ? Duration.ZERO : pause;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
