package dev.keelson.webhooks;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.UTF8StreamJsonParser;

/**
 * Reads a few scalars out of JSON documents without building them, and so proves that all of each is well-formed. What is
 * wanted is a tree, walked along with the document: nothing is put together for the fields that are not.
 */
final class JsonScan {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** No byte of UTF-8, yet Jackson's parser of that fills short names up with it: it takes this and "d" for a known "d". */
    private static final byte FILLER = (byte) 0xff;

    private static final class Node {
        private final Map<String, Node> children = new HashMap<>();
        private @Nullable String path;
    }

    private final Node root = new Node();

    /** @param paths field names joined by dots, from the root: {@code data.object.id} */
    JsonScan(String... paths) {
        for (String path : paths) {
            Node node = root;
            for (String name : path.split("\\.", -1)) {
                node = node.children.computeIfAbsent(name, _ -> new Node());
            }
            node.path = path;
        }
    }

    /**
     * @return the scalars that were found, as text, by their paths; of a field that is there twice the last one. Nothing where
     *     something follows the document, or its bytes cannot be text
     * @throws JacksonException where the body is not one JSON document
     */
    Map<String, String> read(byte[] body) {
        Map<String, String> found = new HashMap<>();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), body)) {
            if (parser instanceof UTF8StreamJsonParser && hasFiller(body)) {
                return Map.of();
            }
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                object(parser, root, found);
            } else {
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                return Map.of();
            }
        }
        return found;
    }

    private static boolean hasFiller(byte[] body) {
        for (byte b : body) {
            if (b == FILLER) {
                return true;
            }
        }
        return false;
    }

    /** As deep as what is wanted, not as deep as the document. */
    private static void object(JsonParser parser, Node node, Map<String, String> found) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            Node child = node.children.get(parser.currentName());
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_OBJECT && child != null && !child.children.isEmpty()) {
                object(parser, child, found);
            } else if (value == JsonToken.START_OBJECT || value == JsonToken.START_ARRAY) {
                parser.skipChildren();
            } else if (child != null && child.path != null && value != JsonToken.VALUE_NULL) {
                found.put(child.path, parser.getString());
            }
        }
    }
}
