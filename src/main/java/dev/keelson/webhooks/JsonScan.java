package dev.keelson.webhooks;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads a few scalars out of a JSON document without building it, and so proves that all of it is well-formed. */
final class JsonScan {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonScan() {}

    /**
     * @param paths field names joined by dots, from the root: {@code data.object.id}
     * @return the scalars that were found, as text
     * @throws JacksonException where the body is not one JSON document
     */
    static Map<String, String> read(byte[] body, Set<String> paths) {
        Map<String, String> found = new HashMap<>();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), body)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                object(parser, "", paths, found);
            } else {
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                return Map.of();
            }
        }
        return found;
    }

    private static void object(JsonParser parser, String prefix, Set<String> paths, Map<String, String> found) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String path = prefix + parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_OBJECT && leadsSomewhere(path, paths)) {
                object(parser, path + ".", paths, found);
            } else if (value == JsonToken.START_OBJECT || value == JsonToken.START_ARRAY) {
                parser.skipChildren();
            } else if (value != JsonToken.VALUE_NULL && paths.contains(path)) {
                found.put(path, parser.getString());
            }
        }
    }

    private static boolean leadsSomewhere(String path, Set<String> paths) {
        return paths.stream().anyMatch(wanted -> wanted.startsWith(path + "."));
    }
}
