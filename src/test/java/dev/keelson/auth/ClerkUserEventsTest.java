package dev.keelson.auth;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static dev.keelson.auth.ClerkFixtures.T0;
import static dev.keelson.auth.ClerkFixtures.addressOf;
import static dev.keelson.auth.ClerkFixtures.created;
import static dev.keelson.auth.ClerkFixtures.deleted;
import static dev.keelson.auth.ClerkFixtures.email;
import static dev.keelson.auth.ClerkFixtures.event;
import static dev.keelson.auth.ClerkFixtures.freshUserId;
import static dev.keelson.auth.ClerkFixtures.updated;
import static dev.keelson.auth.ClerkFixtures.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.shared.Role;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.webhooks.NonRetryableWebhookException;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookOutcome;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;

@KeelsonTest
@RecordApplicationEvents
class ClerkUserEventsTest {
    @Autowired
    private ClerkUserEvents handler;

    @Autowired
    private UserDirectory directory;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private ApplicationEvents published;

    @InjectWireMock("clerk")
    private WireMockServer clerk;

    private final String clerkId = freshUserId();

    @Test
    void createdUserIsMirroredWithThePrimaryAddressAndAnnouncedOnce() {
        assertThat(deliver(created(user(clerkId, T0)))).isEqualTo(WebhookOutcome.APPLIED);
        assertThat(deliver(created(user(clerkId, T0)))).isEqualTo(WebhookOutcome.APPLIED);

        var stored = stored();
        assertThat(stored.mirror().email()).isEqualTo(addressOf(clerkId));
        assertThat(stored.mirror().emailVerifiedAt()).isNotNull();
        assertThat(stored.mirror().firstName()).isEqualTo("Ada");
        assertThat(stored.role()).isEqualTo(Role.FREE);
        assertThat(stored.status()).isEqualTo(UserStatus.ACTIVE);
        assertThat(published.stream(UserRegistered.class)
                        .filter(e -> e.clerkId().equals(clerkId)))
                .containsExactly(new UserRegistered(stored.id(), clerkId));
        assertThat(audited(stored)).containsExactly("user.registered");
    }

    @Test
    void olderUpdateAfterNewerIsSuperseded() {
        deliver(updated(clerkId, T0 + 2, user -> user.put("first_name", "Newer")));

        var outcome = deliver(updated(clerkId, T0 + 1, user -> user.put("first_name", "Older")));

        assertThat(outcome).isEqualTo(WebhookOutcome.SUPERSEDED);
        assertThat(stored().mirror().firstName()).isEqualTo("Newer");
    }

    @Test
    void differentStateWithTheSameVersionIsFetchedAndTheAnswerWins() {
        deliver(updated(clerkId, T0, user -> user.put("first_name", "One")));
        clerk.stubFor(get("/users/" + clerkId)
                .willReturn(okJson(user(clerkId, T0).put("first_name", "Three").toString())));
        var tie = updated(clerkId, T0, user -> user.put("first_name", "Two"));

        assertThat(new Inbox(transaction).handle(handler, tie)).isEqualTo(WebhookOutcome.FETCH_FIRST);
        assertThat(deliver(tie)).isEqualTo(WebhookOutcome.APPLIED);

        assertThat(stored().mirror().firstName()).isEqualTo("Three");
    }

    @Test
    void userWhomClerkDoesNotKnowOnATieIsErased() {
        deliver(created(user(clerkId, T0)));
        clerk.stubFor(get("/users/" + clerkId)
                .willReturn(jsonResponse(
                        "{\"errors\": [{\"message\": \"not found\", \"code\": \"resource_not_found\"}]}", 404)));

        deliver(updated(clerkId, T0, user -> user.put("first_name", "Two")));

        assertThat(stored().status()).isEqualTo(UserStatus.DELETED);
    }

    @Test
    void deletionLeavesATombstoneThatNoLateUpdateRevives() {
        deliver(created(user(clerkId, T0)));
        var id = stored().id();
        addSessionAndPreferences(id.value());

        assertThat(deliver(event("user.deleted", deleted(clerkId)))).isEqualTo(WebhookOutcome.APPLIED);
        assertThat(deliver(event("user.deleted", deleted(clerkId)))).isEqualTo(WebhookOutcome.SUPERSEDED);
        assertThat(deliver(updated(clerkId, T0 + 9, user -> {}))).isEqualTo(WebhookOutcome.SUPERSEDED);

        assertThat(stored().mirror()).isEqualTo(User.Mirror.EMPTY);
        assertThat(stored().status()).isEqualTo(UserStatus.DELETED);
        assertThat(directory.findByClerkId(clerkId)).isEmpty();
        assertThat(published.stream(UserErased.class)).containsExactly(new UserErased(id, clerkId));
        assertThat(audited(stored())).containsExactly("user.registered", "user.erased");
        assertThat(count("user_sessions", id.value()) + count("user_preferences", id.value()))
                .isZero();
    }

    @Test
    void deletionBeforeCreationLeavesATombstoneToo() {
        assertThat(deliver(event("user.deleted", deleted(clerkId)))).isEqualTo(WebhookOutcome.APPLIED);

        assertThat(deliver(created(user(clerkId, T0)))).isEqualTo(WebhookOutcome.SUPERSEDED);

        assertThat(stored().status()).isEqualTo(UserStatus.DELETED);
        assertThat(published.stream(UserRegistered.class)).isEmpty();
        assertThat(published.stream(UserErased.class)).isEmpty();
    }

    @Test
    void addressIsFreeAgainAfterDeletion() {
        var address = addressOf(clerkId);
        deliver(created(user(clerkId, T0)));
        deliver(event("user.deleted", deleted(clerkId)));
        var successor = freshUserId();

        deliver(created(email(user(successor, T0), address, T0)));

        assertThat(directory.findByClerkId(successor).orElseThrow().email()).isEqualTo(address);
    }

    @Test
    void addressThatMovedToAnotherUserIsTheirsWhicheverEventComesFirst() {
        var address = addressOf(clerkId);
        var successor = freshUserId();
        deliver(created(user(clerkId, T0)));

        deliver(created(email(user(successor, T0 + 5), address.toUpperCase(Locale.ROOT), T0 + 5)));

        assertThat(directory.findByClerkId(successor).orElseThrow().email()).isEqualToIgnoringCase(address);
        assertThat(directory.findByClerkId(clerkId).orElseThrow().email()).isNull();

        deliver(updated(clerkId, T0 + 4, user -> email(user, "new-" + address, T0 + 4)));

        assertThat(directory.findByClerkId(clerkId).orElseThrow().email()).isEqualTo("new-" + address);
    }

    @Test
    void addressThatItsHolderLetsGoOfFallsToTheOtherClaimant() {
        var address = addressOf(clerkId);
        var other = freshUserId();
        deliver(created(user(clerkId, T0)));
        deliver(created(email(user(other, T0), address, null)));
        assertThat(directory.findByClerkId(other).orElseThrow().email()).isNull();

        deliver(event("user.deleted", deleted(clerkId)));

        assertThat(directory.findByClerkId(other).orElseThrow().email()).isEqualTo(address);
    }

    @Test
    void banSuspendsAndUnbanReinstates() {
        deliver(created(user(clerkId, T0)));
        var before = authzChangedAt();

        deliver(updated(clerkId, T0 + 1, user -> user.put("banned", true)));
        assertThat(stored().status()).isEqualTo(UserStatus.SUSPENDED);
        assertThat(authzChangedAt()).isAfter(before);

        deliver(updated(clerkId, T0 + 2, user -> user.put("banned", false)));
        assertThat(stored().status()).isEqualTo(UserStatus.ACTIVE);
        assertThat(audited(stored())).containsExactly("user.registered", "user.suspended", "user.reinstated");
    }

    @Test
    void lockedIsNotSuspended() {
        deliver(updated(clerkId, T0, user -> user.put("locked", true)));

        assertThat(stored().status()).isEqualTo(UserStatus.ACTIVE);
    }

    @Test
    void adminIsWhomPublicMetadataSays() {
        deliver(updated(clerkId, T0, user -> user.withObject("public_metadata").put("role", "admin")));
        assertThat(stored().role()).isEqualTo(Role.ADMIN);
        var asAdmin = authzChangedAt();

        deliver(updated(
                clerkId, T0 + 1, user -> user.withObject("unsafe_metadata").put("role", "admin")));
        assertThat(stored().role()).isEqualTo(Role.FREE);
        assertThat(authzChangedAt()).isAfter(asAdmin);
        assertThat(audited(stored())).containsExactly("user.registered", "user.role_changed", "user.role_changed");
    }

    @Test
    void changeOfTheProfileAloneLeavesAuthzChangedAt() {
        deliver(created(user(clerkId, T0)));
        var before = authzChangedAt();

        deliver(updated(clerkId, T0 + 1, user -> user.put("first_name", "Augusta")));

        assertThat(authzChangedAt()).isEqualTo(before);
    }

    @Test
    void userWithoutAnyAddressIsMirrored() {
        deliver(updated(clerkId, T0, user -> {
            user.putNull("primary_email_address_id");
            user.putArray("email_addresses");
        }));

        assertThat(stored().mirror().email()).isNull();
    }

    @Test
    void userWithoutIdOrVersionIsNotRetried() {
        assertThatExceptionOfType(NonRetryableWebhookException.class)
                .isThrownBy(() -> deliver(updated(clerkId, T0, user -> user.remove("updated_at"))));
        assertThatExceptionOfType(NonRetryableWebhookException.class)
                .isThrownBy(() -> deliver(event("user.deleted", deleted(clerkId).without("id"))));
    }

    private WebhookOutcome deliver(WebhookEvent event) {
        return new Inbox(transaction).deliver(handler, event);
    }

    private User stored() {
        return jdbc.sql(Users.COLUMNS + "where clerk_id = :clerkId")
                .param("clerkId", clerkId)
                .query(Users::user)
                .single();
    }

    private OffsetDateTime authzChangedAt() {
        return jdbc.sql("select authz_changed_at from users where clerk_id = :clerkId")
                .param("clerkId", clerkId)
                .query(OffsetDateTime.class)
                .single();
    }

    private List<@Nullable String> audited(User user) {
        return jdbc.sql("select action from audit_log where subject = :subject order by occurred_at, id")
                .param("subject", user.id().toString())
                .query(String.class)
                .list();
    }

    private void addSessionAndPreferences(UUID user) {
        jdbc.sql("""
                        insert into user_sessions (id, user_id, clerk_session_id, status, created_at, updated_at)
                        values (gen_random_uuid(), :user, :session, 'active', now(), now())
                        """)
                .param("user", user)
                .param("session", ClerkFixtures.freshSessionId())
                .update();
        jdbc.sql("insert into user_preferences (user_id, created_at, updated_at) values (:user, now(), now())")
                .param("user", user)
                .update();
    }

    private long count(String table, UUID user) {
        return jdbc.sql("select count(*) from " + table + " where user_id = :user")
                .param("user", user)
                .query(Long.class)
                .single();
    }
}
