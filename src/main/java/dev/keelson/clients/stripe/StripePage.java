package dev.keelson.clients.stripe;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One page of a list.
 *
 * @param objects the newest first
 * @param hasMore whether the list goes on in the direction that was asked for
 */
public record StripePage(List<JsonNode> objects, boolean hasMore) {
    public List<String> ids() {
        return objects.stream().map(object -> object.path("id").asString("")).toList();
    }

    /** Where the next page of older objects begins; null where there is none. */
    public @Nullable String next() {
        return hasMore && !objects.isEmpty() ? ids().getLast() : null;
    }
}
