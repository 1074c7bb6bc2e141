package dev.keelson.clients.clerk;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A session as Clerk's API answers it and as its {@code session.*} events carry it.
 *
 * @param id {@code sess_…}
 * @param userId {@code user_…}
 * @param status Clerk's own word: {@code active}, {@code pending}, {@code ended}, {@code removed}, {@code revoked},
 *     {@code expired}, {@code abandoned}, {@code replaced}, or one that it invents later
 * @param activity from where it was used last, where Clerk knows it
 * @param impersonator who acts in the user's place: {@code actor.sub}; null where it is the user
 * @param createdAt when the user signed in
 * @param updatedAt Clerk's {@code updated_at}, ms since the epoch
 */
public record ClerkSession(
        String id,
        String userId,
        String status,
        @Nullable Instant expiresAt,
        @Nullable Instant lastActiveAt,
        Activity activity,
        @Nullable String impersonator,
        @Nullable Instant createdAt,
        long updatedAt) {

    /** @param device kind of machine, such as {@code Macintosh} */
    public record Activity(
            @Nullable String ip,
            @Nullable String device,
            @Nullable String browser,
            @Nullable String city,
            @Nullable String country) {}

    /** Empty where the object lacks what makes it a session: its id, its user's and a version. */
    public static Optional<ClerkSession> read(JsonNode session) {
        Optional<String> id = Json.text(session, "id");
        Optional<String> userId = Json.text(session, "user_id");
        OptionalLong updatedAt = Json.millis(session, "updated_at");
        if (id.isEmpty() || userId.isEmpty() || updatedAt.isEmpty()) {
            return Optional.empty();
        }
        JsonNode activity = session.path("latest_activity");
        return Optional.of(new ClerkSession(
                id.get(),
                userId.get(),
                Json.text(session, "status").orElse(""),
                Json.instantOrNull(session, "expire_at"),
                Json.instantOrNull(session, "last_active_at"),
                new Activity(
                        Json.textOrNull(activity, "ip_address"),
                        Json.textOrNull(activity, "device_type"),
                        Json.textOrNull(activity, "browser_name"),
                        Json.textOrNull(activity, "city"),
                        Json.textOrNull(activity, "country")),
                Json.textOrNull(session.path("actor"), "sub"),
                Json.instantOrNull(session, "created_at"),
                updatedAt.getAsLong()));
    }
}
