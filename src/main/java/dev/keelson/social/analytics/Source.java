package dev.keelson.social.analytics;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Where a number stands among a network's own. Written as {@code a.b + c | d}: the sum of the first that is there; in a sum the
 * first part has to be there, and the others count where they are.
 */
record Source(String text) {
    @Nullable
    Long read(JsonNode analytics) {
        for (String alternative : text.split("\\|", -1)) {
            Long sum = sum(analytics, Arrays.asList(alternative.split("\\+", -1)));
            if (sum != null) {
                return sum;
            }
        }
        return null;
    }

    private static @Nullable Long sum(JsonNode analytics, List<String> parts) {
        Long first = count(analytics, parts.getFirst());
        if (first == null) {
            return null;
        }
        long sum = first;
        for (String part : parts.subList(1, parts.size())) {
            Long more = count(analytics, part);
            sum += more == null ? 0 : more;
        }
        return sum;
    }

    private static @Nullable Long count(JsonNode analytics, String path) {
        return count(analytics.at("/" + path.strip().replace('.', '/')));
    }

    /** Numbers come as numbers or as text. What is no count, such as a negative one, was not told. */
    static @Nullable Long count(JsonNode node) {
        if (node.isString()) {
            String text = node.asString().strip();
            return text.matches("[0-9]{1,15}") ? Long.valueOf(text) : null;
        }
        if (!node.isNumber()) {
            return null;
        }
        double value = node.asDouble();
        // Beyond this a JSON number is not exact, and no count of anything.
        return value >= 0 && value < 1e15 && value == Math.rint(value) ? Long.valueOf((long) value) : null;
    }
}
