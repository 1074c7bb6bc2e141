package dev.keelson.clients.clerk;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A user as Clerk's API answers it and as its {@code user.created} and {@code user.updated} carry it: the two are the same.
 *
 * @param id {@code user_…}
 * @param primaryEmail the address that {@code primary_email_address_id} names, which need not be the first of the
 *     list; null where there is none
 * @param publicRole {@code public_metadata.role}; the other metadata is not read, since users may write some of it
 * @param banned barred from signing in by an operator. {@code locked} is something else: Clerk does it by itself for an
 *     hour after failed attempts
 * @param updatedAt Clerk's {@code updated_at}, ms since the epoch: the version of this state
 */
public record ClerkUser(
        String id,
        @Nullable Email primaryEmail,
        @Nullable String firstName,
        @Nullable String lastName,
        @Nullable String username,
        @Nullable String imageUrl,
        @Nullable String publicRole,
        boolean banned,
        @Nullable Instant lastSignInAt,
        long updatedAt) {

    /** @param verifiedAt the version of the address since which it is known to be verified; null where it is not */
    public record Email(String address, @Nullable Instant verifiedAt) {}

    /** Empty where the object lacks what makes it a user: an id and a version. */
    public static Optional<ClerkUser> read(JsonNode user) {
        Optional<String> id = Json.text(user, "id");
        OptionalLong updatedAt = Json.millis(user, "updated_at");
        if (id.isEmpty() || updatedAt.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ClerkUser(
                id.get(),
                primaryEmail(user, updatedAt.getAsLong()).orElse(null),
                Json.textOrNull(user, "first_name"),
                Json.textOrNull(user, "last_name"),
                Json.textOrNull(user, "username"),
                Json.textOrNull(user, "image_url"),
                Json.textOrNull(user.path("public_metadata"), "role"),
                Json.isTrue(user, "banned"),
                Json.instantOrNull(user, "last_sign_in_at"),
                updatedAt.getAsLong()));
    }

    private static Optional<Email> primaryEmail(JsonNode user, long userUpdatedAt) {
        Optional<String> primary = Json.text(user, "primary_email_address_id");
        return StreamSupport.stream(user.path("email_addresses").spliterator(), false)
                .filter(email -> primary.isPresent() && primary.equals(Json.text(email, "id")))
                .findFirst()
                .flatMap(email -> email(email, userUpdatedAt));
    }

    private static Optional<Email> email(JsonNode email, long userUpdatedAt) {
        boolean verified = "verified".equals(Json.textOrNull(email.path("verification"), "status"));
        // Clerk does not say when; the address's own version is the nearest thing, and every delivery agrees on it.
        Instant since = Instant.ofEpochMilli(Json.millis(email, "updated_at").orElse(userUpdatedAt));
        return Json.text(email, "email_address").map(address -> new Email(address, verified ? since : null));
    }
}
