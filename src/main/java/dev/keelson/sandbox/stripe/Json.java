package dev.keelson.sandbox.stripe;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes the few things that Stripe's objects are made of. Times are Unix seconds. */
final class Json {
    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static Optional<String> text(JsonNode node, String... path) {
        return at(node, path).stringValueOpt();
    }

    static String string(JsonNode node, String... path) {
        return at(node, path).stringValue();
    }

    static boolean is(JsonNode node, String field, String value) {
        return text(node, field).filter(value::equals).isPresent();
    }

    static boolean isNull(JsonNode node, String... path) {
        var found = at(node, path);
        return found.isNull() || found.isMissingNode();
    }

    /** 0 where there is none. */
    static long number(JsonNode node, String... path) {
        return at(node, path).longValue(0);
    }

    static boolean flag(JsonNode node, String... path) {
        return at(node, path).booleanValue(false);
    }

    static Optional<Instant> time(JsonNode node, String... path) {
        var seconds = at(node, path).longValueOpt();
        return seconds.isPresent() ? Optional.of(Instant.ofEpochSecond(seconds.getAsLong())) : Optional.empty();
    }

    static Stream<ObjectNode> data(JsonNode node, String list) {
        return node.path(list).path("data").valueStream().map(ObjectNode.class::cast);
    }

    static void put(ObjectNode node, String field, @Nullable Instant time) {
        if (time == null) {
            node.putNull(field);
        } else {
            node.put(field, time.getEpochSecond());
        }
    }

    private static JsonNode at(JsonNode node, String... path) {
        var found = node;
        for (var field : path) {
            found = found.path(field);
        }
        return found;
    }
}
