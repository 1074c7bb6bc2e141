package dev.keelson.clients.clerk;

import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/**
 * That a user belongs to an organisation, as Clerk's {@code organizationMembership.*} events carry it; the event that tells of
 * its end carries the whole object too.
 *
 * @param id {@code orgmem_…}
 * @param organizationId {@code org_…}
 * @param userId {@code user_…}
 * @param role without the prefix {@code org:}, as in session tokens: {@code admin}, {@code member}, or one of the instance's own
 * @param updatedAt Clerk's {@code updated_at}, ms since the epoch
 */
public record ClerkMembership(String id, String organizationId, String userId, String role, long updatedAt) {
    private static final String PREFIX = "org:";

    /** Empty where the object does not say who belongs to what, or lacks its id or a version. */
    public static Optional<ClerkMembership> read(JsonNode membership) {
        Optional<String> id = Json.text(membership, "id");
        Optional<String> organization = Json.text(membership.path("organization"), "id");
        Optional<String> user = Json.text(membership.path("public_user_data"), "user_id");
        OptionalLong updatedAt = Json.millis(membership, "updated_at");
        if (id.isEmpty() || organization.isEmpty() || user.isEmpty() || updatedAt.isEmpty()) {
            return Optional.empty();
        }
        String role = Json.text(membership, "role").orElse("");
        return Optional.of(new ClerkMembership(
                id.get(),
                organization.get(),
                user.get(),
                role.startsWith(PREFIX) ? role.substring(PREFIX.length()) : role,
                updatedAt.getAsLong()));
    }
}
