package dev.keelson.clients.clerk;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.BaseApiClient;
import dev.keelson.clients.Pipeline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;

/**
 * The operations of <a href="https://clerk.com/docs/reference/backend-api">Clerk's Backend API</a> that we use. Each throws
 * {@link ApiException}; none may be called inside a database transaction.
 */
public class ClerkApiClient extends BaseApiClient {
    private static final int LARGEST_PAGE = 500;

    ClerkApiClient(Pipeline pipeline) {
        super(pipeline);
    }

    /** @throws ApiException.NotFound where the user was deleted, or never existed */
    public ClerkUser user(String userId) {
        return user("GET /users/{id}", userJson(userId));
    }

    /** The user as Clerk answers it, for {@link ClerkUser#read}. */
    public JsonNode userJson(String userId) {
        return exchange("GET /users/{id}", http().get().uri("/users/{id}", userId));
    }

    /**
     * All users, oldest first, a page at a time. The last page is the one that is not full.
     *
     * @param after the last user of the page before; null for the first page
     * @param limit 1–500
     */
    public List<ClerkUser> users(@Nullable String after, int limit) {
        String operation = "GET /users";
        JsonNode page = exchange(
                operation,
                http().get()
                        .uri(uri -> uri.path("/users")
                                .queryParam("limit", "{limit}")
                                .queryParam("order_by", "{order}")
                                .queryParamIfPresent("starting_after", Optional.ofNullable(after))
                                .build(Map.of("limit", Math.min(limit, LARGEST_PAGE), "order", "+created_at"))));
        return elements(operation, page).map(user -> user(operation, user)).toList();
    }

    /**
     * The users by their last change, the newest first, a page at a time. It moves while it is read: who is changed meanwhile
     * stands at the top again, and the others one place further down.
     *
     * @param offset how many to leave out
     * @param limit 1–500
     */
    public List<ClerkUser> usersByChange(int offset, int limit) {
        String operation = "GET /users";
        JsonNode page = exchange(
                operation,
                http().get()
                        .uri(
                                "/users?limit={limit}&offset={offset}&order_by={order}",
                                Math.min(limit, LARGEST_PAGE),
                                offset,
                                "-updated_at"));
        return elements(operation, page).map(user -> user(operation, user)).toList();
    }

    /**
     * Changes the fields that are not null.
     *
     * @throws ApiException.Refused where Clerk does not accept a value, such as a username that is taken
     */
    public ClerkUser updateUser(
            String userId, @Nullable String firstName, @Nullable String lastName, @Nullable String username) {
        Map<String, String> changes = new HashMap<>();
        putIfPresent(changes, "first_name", firstName);
        putIfPresent(changes, "last_name", lastName);
        putIfPresent(changes, "username", username);
        String operation = "PATCH /users/{id}";
        return user(
                operation,
                exchange(operation, http().patch().uri("/users/{id}", userId).body(changes)));
    }

    /**
     * Merges into the user's public metadata, which the frontend and session tokens show; a null value takes a key away.
     *
     * @throws ApiException.Invalid where it gets longer than Clerk's 8 KB
     */
    public ClerkUser updatePublicMetadata(String userId, Map<String, ?> changes) {
        String operation = "PATCH /users/{id}/metadata";
        return user(
                operation,
                exchange(
                        operation,
                        http().patch().uri("/users/{id}/metadata", userId).body(Map.of("public_metadata", changes))));
    }

    /**
     * Ends all sessions of the user and lets them start none.
     *
     * @throws ApiException.Refused with status 402 where the instance's plan has no bans
     */
    public ClerkUser ban(String userId) {
        return post("POST /users/{id}/ban", "/users/{id}/ban", userId);
    }

    /** @throws ApiException.Refused with status 402 where the instance's plan has no bans */
    public ClerkUser unban(String userId) {
        return post("POST /users/{id}/unban", "/users/{id}/unban", userId);
    }

    public void deleteUser(String userId) {
        exchange("DELETE /users/{id}", http().method(HttpMethod.DELETE).uri("/users/{id}", userId));
    }

    /** The user's sessions that are active now. */
    public List<ClerkSession> activeSessions(String userId) {
        String operation = "GET /sessions";
        JsonNode sessions = exchange(
                operation,
                http().get().uri("/sessions?user_id={user}&status=active&limit={limit}", userId, LARGEST_PAGE));
        return elements(operation, sessions)
                .map(session ->
                        ClerkSession.read(session).orElseThrow(() -> unexpected(operation, 200, "not a session")))
                .toList();
    }

    /** @throws ApiException.NotFound where Clerk does not keep the session any more */
    public void revokeSession(String sessionId) {
        exchange("POST /sessions/{id}/revoke", http().post().uri("/sessions/{id}/revoke", sessionId));
    }

    private ClerkUser post(String operation, String path, String userId) {
        return user(operation, exchange(operation, http().post().uri(path, userId)));
    }

    private ClerkUser user(String operation, JsonNode user) {
        return ClerkUser.read(user).orElseThrow(() -> unexpected(operation, 200, "not a user"));
    }

    private Stream<JsonNode> elements(String operation, JsonNode list) {
        if (!list.isArray()) {
            throw unexpected(operation, 200, "not a list");
        }
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static void putIfPresent(Map<String, String> changes, String field, @Nullable String value) {
        if (value != null) {
            changes.put(field, value);
        }
    }
}
