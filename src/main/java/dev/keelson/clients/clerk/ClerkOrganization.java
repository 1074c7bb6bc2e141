package dev.keelson.clients.clerk;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An organisation as Clerk's {@code organization.*} events carry it.
 *
 * @param id {@code org_…}
 * @param updatedAt Clerk's {@code updated_at}, ms since the epoch
 */
public record ClerkOrganization(
        String id, @Nullable String name, @Nullable String slug, long updatedAt) {

    /** Empty where the object lacks its id or a version. */
    public static Optional<ClerkOrganization> read(JsonNode organization) {
        Optional<String> id = Json.text(organization, "id");
        OptionalLong updatedAt = Json.millis(organization, "updated_at");
        if (id.isEmpty() || updatedAt.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ClerkOrganization(
                id.get(),
                Json.textOrNull(organization, "name"),
                Json.textOrNull(organization, "slug"),
                updatedAt.getAsLong()));
    }
}
