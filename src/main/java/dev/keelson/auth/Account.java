package dev.keelson.auth;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A user as they see themselves.
 *
 * @param role {@code free}, {@code premium} or {@code admin}
 * @param status {@code active}; the others do not get here
 * @param plan the plan's name in the catalogue
 * @param impersonator Clerk's id of who acts in the user's place in this session; null where it is the user
 * @param sections what other modules add, each as a field of its own
 */
record Account(
        UserId id,
        @Nullable String email,
        boolean emailVerified,
        @Nullable String firstName,
        @Nullable String lastName,
        @Nullable String username,
        @Nullable String imageUrl,
        String role,
        String status,
        String plan,
        Instant createdAt,
        @Nullable String impersonator,
        Preferences preferences,
        @JsonAnyGetter Map<String, Object> sections) {

    static Account from(
            User user, @Nullable String impersonator, Preferences preferences, Map<String, Object> sections) {
        var mirror = user.mirror();
        return new Account(
                user.id(),
                mirror.email(),
                mirror.emailVerifiedAt() != null,
                mirror.firstName(),
                mirror.lastName(),
                mirror.username(),
                mirror.imageUrl(),
                user.role().name().toLowerCase(Locale.ROOT),
                user.status().id(),
                user.plan(),
                user.createdAt(),
                impersonator,
                preferences,
                sections);
    }
}
