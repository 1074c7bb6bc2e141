package dev.keelson.billing.meters;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What Stripe says of usage that it took and then could not count
 * (<a href="https://docs.stripe.com/api/v2/core/events/event-types">{@code v1.billing.meter.error_report_triggered}</a>).
 *
 * @param samples of what was refused; not all of it
 */
record MeterErrorReport(
        long count,
        List<Code> codes,
        List<Sample> samples,
        @Nullable Instant validationStart,
        @Nullable Instant validationEnd) {

    /** How many were refused for a reason. */
    record Code(String code, long count) {}

    /**
     * One that was refused.
     *
     * @param identifier of the usage; by some of Stripe's documents the request's idempotency key
     */
    record Sample(String code, String identifier) {
        /** It was counted the first time. */
        boolean isRepetition() {
            return code.equals("duplicate_meter_event");
        }
    }

    /** @param data of the event as Stripe answers it */
    static MeterErrorReport from(JsonNode data) {
        var reason = data.path("reason");
        var types = reason.path("error_types");
        return new MeterErrorReport(
                reason.path("error_count").asLong(0),
                types.valueStream()
                        .map(type ->
                                new Code(code(type), type.path("error_count").asLong(0)))
                        .toList(),
                types.valueStream().flatMap(MeterErrorReport::samples).toList(),
                time(data.path("validation_start")),
                time(data.path("validation_end")));
    }

    private static Stream<Sample> samples(JsonNode type) {
        return type.path("sample_errors")
                .valueStream()
                .map(error -> error.path("request").path("identifier"))
                .filter(JsonNode::isString)
                .map(identifier -> new Sample(code(type), identifier.stringValue()));
    }

    private static String code(JsonNode type) {
        return type.path("code").asString("unknown");
    }

    private static @Nullable Instant time(JsonNode time) {
        try {
            return time.isString() ? OffsetDateTime.parse(time.stringValue()).toInstant() : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
