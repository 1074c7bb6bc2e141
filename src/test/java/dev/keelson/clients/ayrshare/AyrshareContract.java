package dev.keelson.clients.ayrshare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.TestClients;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What we take for granted of Ayrshare. The stand-in has to agree, so that these checks are known to work; whether Ayrshare
 * itself does is for those who have a key. All of it happens in one profile that is made for it and deleted afterwards: nothing
 * is linked, and nothing is posted.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AyrshareContract {
    private final String title = "keelson-contract-" + UUID.randomUUID();
    private final List<CreatedProfile> made = new ArrayList<>();
    private AyrshareApiClient ayrshare;

    abstract String apiUrl();

    abstract String apiKey();

    /** After the last call. */
    void stop() {}

    /** Before each of them, so that each is shown as skipped where there is no key. */
    @BeforeEach
    void connect() {
        ayrshare = client(apiKey());
        if (made.isEmpty()) {
            create();
        }
    }

    @AfterAll
    void deleteWhatWasMade() {
        try {
            made.forEach(profile -> ayrshare.deleteProfile(profile.key()));
        } finally {
            stop();
        }
    }

    AyrshareApiClient client(String apiKey) {
        return new AyrshareClientConfiguration()
                .ayrshareApiClient(
                        TestClients.factory(),
                        TestClients.settings(
                                AyrshareSettings.class,
                                "ayrshare",
                                "api-url",
                                apiUrl(),
                                "api-key",
                                apiKey,
                                "retry.pause",
                                "200ms"));
    }

    @Test
    void freshProfileIsReadByItsKey() {
        var user = ayrshare.user(profile().key());

        assertThat(user.path("title").asString("")).isEqualTo(title);
        assertThat(user.path("refId").asString("")).isEqualTo(profile().refId());
        assertThat(AyrshareApiClient.linkedAccounts(user)).isEmpty();
    }

    @Test
    void freshProfileIsListedSoon() {
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofSeconds(2))
                .pollDelay(Duration.ZERO)
                .untilAsserted(() -> assertThat(ayrshare.profilesTitled(title))
                        .containsExactly(new ListedProfile(profile().refId(), title, List.of())));
    }

    @Test
    void titleIsTakenOnce() {
        var thrown = catchThrowableOfType(ApiException.class, this::create);

        assertThat(thrown).isNotNull();
        assertThat(AyrshareCode.of(thrown.failure())).contains(AyrshareCode.TITLE_EXISTS);
        assertThat(thrown).isInstanceOf(ApiException.Refused.class);
    }

    @Test
    void historyOfAFreshProfileIsEmpty() {
        assertThat(ayrshare.history(profile().key(), 10, 30)).isEmpty();
    }

    @Test
    void unknownPostIsNotFoundWhereItIsRead() {
        assertNotFound(catchThrowableOfType(
                ApiException.class, () -> ayrshare.getPost(profile().key(), "keelsonNothing")));
    }

    @Test
    void unknownPostIsNotFoundWhereItIsDeleted() {
        assertNotFound(catchThrowableOfType(
                ApiException.class, () -> ayrshare.deletePost(profile().key(), "keelsonNothing")));
    }

    @Test
    void linkPageIsOpenForMinutes() {
        var session = ayrshare.createLinkSession(profile().key(), null, List.of("bluesky"));

        assertThat(session.url()).startsWith("http");
        assertThat(session.expiresAt()).isBetween(Instant.now(), Instant.now().plus(Duration.ofMinutes(15)));
    }

    @Test
    void wrongApiKeyIsRefused() {
        assertRefusedCredential(catchThrowableOfType(
                ApiException.class, () -> client(UUID.randomUUID().toString()).profilesTitled(title)));
    }

    /** Without any, calls act on our own primary profile: with a wrong one they must not. */
    @Test
    void wrongProfileKeyIsRefused() {
        var stranger = new ProfileKey(UUID.randomUUID().toString());

        assertRefusedCredential(catchThrowableOfType(ApiException.class, () -> ayrshare.user(stranger)));
    }

    private static void assertNotFound(ApiException thrown) {
        assertThat(thrown).isInstanceOf(ApiException.NotFound.class);
        assertThat(AyrshareCode.of(thrown.failure())).contains(AyrshareCode.POST_NOT_FOUND);
    }

    private static void assertRefusedCredential(ApiException thrown) {
        assertThat(thrown).isInstanceOfAny(ApiException.Unauthorized.class, ApiException.Forbidden.class);
    }

    private CreatedProfile profile() {
        return made.getFirst();
    }

    private void create() {
        made.add(ayrshare.createProfile(title));
    }
}
