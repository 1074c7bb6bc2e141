package dev.keelson.webhooks;

import java.util.Locale;

/** Why a request was not taken. */
enum RejectionCause {
    BAD_SIGNATURE,
    STALE_TIMESTAMP,
    MISSING_HEADER,
    MALFORMED_HEADER,
    TOO_LARGE,
    UNREADABLE,
    UNAVAILABLE,
    UNKNOWN_SOURCE;

    /** The name in metrics, log lines and answers. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
