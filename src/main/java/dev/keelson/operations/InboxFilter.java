package dev.keelson.operations;

import dev.keelson.shared.ProblemException;
import dev.keelson.webhooks.TypePattern;
import dev.keelson.webhooks.WebhookProvider;
import dev.keelson.webhooks.WebhookState;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The conditions on webhook events as a request names them. */
class InboxFilter {
    static final String PROVIDER = "clerk|stripe|ayrshare";
    static final String PROVIDER_RULE = "must be clerk, stripe or ayrshare";
    static final String STATE = "received|retry|processed|superseded|ignored|dead|discarded";
    static final String STATE_RULE = "must be received, retry, processed, superseded, ignored, dead or discarded";
    static final String TYPE = "[^\\p{Cntrl}\\s*]+(\\.\\*)?";
    static final String TYPE_RULE = "must be a type, or a prefix that ends in '.*'";
    static final String PRINTABLE = "[^\\p{Cntrl}]*";
    static final String PRINTABLE_RULE = "must not have control characters";

    private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("3000-01-01T00:00:00Z");

    private InboxFilter() {}

    static @Nullable WebhookProvider provider(@Nullable String value) {
        return value == null ? null : WebhookProvider.valueOf(value.toUpperCase(Locale.ROOT));
    }

    static @Nullable WebhookState state(@Nullable String value) {
        return value == null ? null : WebhookState.valueOf(value.toUpperCase(Locale.ROOT));
    }

    static @Nullable TypePattern type(@Nullable String value) {
        return value == null ? null : new TypePattern(value);
    }

    /** @param path where in the request the two are, such as {@code filter.}; empty for parameters of a query */
    static void checkTimes(String path, @Nullable Instant from, @Nullable Instant to) {
        checkTime(path + "from", from);
        checkTime(path + "to", to);
        if (from != null && to != null && !from.isBefore(to)) {
            throw ProblemException.notValid(path + "from", "must be before '%sto'".formatted(path));
        }
    }

    /** Others are no times to the database, or a slip of the pen. */
    private static void checkTime(String field, @Nullable Instant time) {
        if (time != null && (time.isBefore(FIRST) || time.isAfter(LAST))) {
            throw ProblemException.notValid(field, "must be between the years 2000 and 3000");
        }
    }
}
