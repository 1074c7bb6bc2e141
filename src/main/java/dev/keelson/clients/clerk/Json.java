package dev.keelson.clients.clerk;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads fields that may be absent, null or of another type than documented: Clerk's own samples have all three. */
final class Json {
    private Json() {}

    static Optional<String> text(JsonNode object, String field) {
        return Optional.ofNullable(textOrNull(object, field));
    }

    static @Nullable String textOrNull(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isString() && !value.stringValue().isBlank() ? value.stringValue() : null;
    }

    static boolean isTrue(JsonNode object, String field) {
        return object.path(field).asBoolean(false);
    }

    static OptionalLong millis(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isIntegralNumber() && value.canConvertToLong()
                ? OptionalLong.of(value.longValue())
                : OptionalLong.empty();
    }

    static @Nullable Instant instantOrNull(JsonNode object, String field) {
        OptionalLong millis = millis(object, field);
        return millis.isPresent() ? Instant.ofEpochMilli(millis.getAsLong()) : null;
    }
}
