package dev.keelson.clients.clerk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.TestClients;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/**
 * What we take for granted of Clerk. The stand-in has to agree, so that these checks are known to work; whether Clerk itself
 * does is for those who have a key. Our client makes no users, so the instance needs some; of the oldest one a key of our own
 * in the public metadata is changed, and taken away again.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ClerkContract {
    private static final String METADATA = "keelson_contract";
    private static final String NOBODY = "user_keelsonNobody";

    ClerkApiClient clerk;

    abstract String apiUrl();

    abstract String secretKey();

    /** After the last call. */
    void stop() {}

    /** Before each of them, so that each is shown as skipped where there is no key. */
    @BeforeEach
    void connect() {
        clerk = client(secretKey());
    }

    @AfterAll
    void disconnect() {
        stop();
    }

    ClerkApiClient client(String secretKey) {
        return new ClerkClientConfiguration()
                .clerkApiClient(
                        TestClients.factory(),
                        TestClients.settings(
                                ClerkSettings.class,
                                "clerk",
                                "api-url",
                                apiUrl(),
                                "secret-key",
                                secretKey,
                                "retry.pause",
                                "200ms"));
    }

    @Test
    void usersAreListedOldestFirst() {
        var users = oldest(3);

        assertThat(users.stream()
                        .map(user ->
                                clerk.userJson(user.id()).path("created_at").longValue())
                        .toList())
                .isSorted()
                .allSatisfy(created -> assertThat(created).isPositive());
    }

    @Test
    void nextPageBeginsAfterTheCursor() {
        var all = oldest(3).stream().map(ClerkUser::id).toList();
        assumeTrue(all.size() > 1, "The instance has fewer than two users: pages cannot be told apart.");

        var next = clerk.users(all.getFirst(), all.size() - 1).stream()
                .map(ClerkUser::id)
                .toList();

        assertThat(next).isEqualTo(all.subList(1, all.size()));
    }

    @Test
    void unknownUserIsNotFoundWithACode() {
        var thrown = catchThrowableOfType(ApiException.NotFound.class, () -> clerk.user(NOBODY));

        assertThat(thrown).isNotNull();
        assertThat(thrown.failure().vendorCode()).isEqualTo("resource_not_found");
    }

    @Test
    void publicMetadataIsMergedAndNullTakesAKeyAway() {
        String user = oldest(1).getFirst().id();
        var before = metadata(user);

        try {
            clerk.updatePublicMetadata(user, Map.of(METADATA, Map.of("one", 1)));
            clerk.updatePublicMetadata(user, Map.of(METADATA, Map.of("two", 2)));
            assertThat(metadata(user).path(METADATA).propertyNames()).containsExactlyInAnyOrder("one", "two");

            clerk.updatePublicMetadata(user, Map.of(METADATA, Collections.singletonMap("one", null)));
            assertThat(metadata(user).path(METADATA).propertyNames()).containsExactly("two");
        } finally {
            clerk.updatePublicMetadata(user, Collections.singletonMap(METADATA, null));
        }
        assertThat(metadata(user)).isEqualTo(before);
    }

    @Test
    void changedMetadataIsANewerVersionAndStandsAtTheTopOfTheChanges() {
        var before = oldest(1).getFirst();

        var after = clerk.updatePublicMetadata(
                before.id(), Map.of(METADATA, UUID.randomUUID().toString()));

        try {
            assertThat(after.updatedAt()).isGreaterThan(before.updatedAt());
            assertThat(clerk.usersByChange(0, 10)).extracting(ClerkUser::id).contains(before.id());
        } finally {
            clerk.updatePublicMetadata(before.id(), Collections.singletonMap(METADATA, null));
        }
    }

    @Test
    void activeSessionsOfAUserMayBeAskedFor() {
        String user = oldest(1).getFirst().id();

        assertThat(clerk.activeSessions(user)).extracting(ClerkSession::userId).allMatch(user::equals);
    }

    @Test
    void wrongKeyIsUnauthorized() {
        var stranger = client("sk_test_" + UUID.randomUUID().toString().replace("-", ""));

        assertThatThrownBy(() -> stranger.users(null, 1)).isInstanceOf(ApiException.Unauthorized.class);
    }

    private List<ClerkUser> oldest(int users) {
        var found = clerk.users(null, users);
        assumeTrue(!found.isEmpty(), "The instance has no users: make some in Clerk's dashboard.");
        return found;
    }

    private JsonNode metadata(String user) {
        return clerk.userJson(user).path("public_metadata");
    }
}
