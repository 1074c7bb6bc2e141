package dev.keelson.social.imports;

import dev.keelson.shared.Characters;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A JSON line: a body of {@code POST /social/posts} with {@code externalId} and {@code timeZone}. */
final class JsonRow {
    private JsonRow() {}

    /** @throws dev.keelson.shared.ProblemException {@code ROW_NOT_VALID} where it cannot be taken apart */
    static RowSource read(String raw, JsonMapper json) {
        var post = object(raw, json);
        requireText(post, Columns.ROW);
        String externalId = take(post, Columns.EXTERNAL_ID);
        String normal = json.writer()
                .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .writeValueAsString(json.treeToValue(post, Map.class));
        var time = new RowTime(take(post, Columns.WHEN), null, null, take(post, "timeZone"));
        return new RowSource(externalId, normal, post, time, UnaryOperator.identity());
    }

    private static ObjectNode object(String raw, JsonMapper json) {
        try {
            if (json.readTree(raw) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            // Told below, like what is JSON but no object.
        }
        throw RowErrors.of(Columns.ROW, "must be a JSON object, all of it in one line");
    }

    private static @Nullable String take(ObjectNode post, String field) {
        var value = post.remove(field);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw RowErrors.of(field, "must be a text");
        }
        String text = value.asString().strip();
        return text.isEmpty() ? null : text;
    }

    /** JSON can write characters that are none: no database keeps them, and no network takes them. */
    static void requireText(JsonNode node, String column) {
        boolean is = (!node.isString() || Characters.areAllIn(node.asString()))
                && node.propertyNames().stream().allMatch(Characters::areAllIn);
        if (!is) {
            throw RowErrors.of(column, Characters.MESSAGE);
        }
        node.forEach(child -> requireText(child, column));
    }
}
