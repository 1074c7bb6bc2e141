package dev.keelson.sandbox.clerk;

import static dev.keelson.sandbox.clerk.ClerkCaller.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import dev.keelson.sandbox.server.RunningSandbox;
import dev.keelson.testing.BesideOthers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BesideOthers
class ClerkBackendTest {
    private RunningSandbox sandbox;
    private ClerkCaller clerk;

    @BeforeAll
    void start() {
        sandbox = new RunningSandbox();
        clerk = new ClerkCaller(sandbox);
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    @Test
    void callWithoutTheSecretKeyIsRefused() {
        var without = sandbox.client().get().uri("/clerk/v1/users").retrieve().toEntity(String.class);
        var wrong = sandbox.client()
                .get()
                .uri("/clerk/v1/users")
                .header(HttpHeaders.AUTHORIZATION, "Bearer sk_test_other")
                .retrieve()
                .toEntity(String.class);

        assertThat(without.getStatusCode().value()).isEqualTo(401);
        assertThat(wrong.getStatusCode().value()).isEqualTo(401);
        assertThat(wrong.getBody()).contains("\"code\":\"clerk_key_invalid\"", "long_message");
    }

    @Test
    void userHasEveryFieldThatClerkRequires() {
        var user = clerk.backend(GET, "/users/" + text(clerk.signUp("first_name=Ada"), "user_id"))
                .body();

        assertThat(user.propertyNames())
                .contains("id object username first_name last_name has_image primary_email_address_id".split(" "))
                .contains("primary_phone_number_id primary_web3_wallet_id password_enabled".split(" "))
                .contains("two_factor_enabled totp_enabled backup_code_enabled email_addresses".split(" "))
                .contains("phone_numbers web3_wallets passkeys external_accounts saml_accounts".split(" "))
                .contains("enterprise_accounts public_metadata external_id last_sign_in_at banned".split(" "))
                .contains("locked lockout_expires_in_seconds verification_attempts_remaining".split(" "))
                .contains("created_at updated_at delete_self_enabled create_organization_enabled".split(" "))
                .contains("last_active_at mfa_enabled_at mfa_disabled_at legal_accepted_at".split(" "));
        assertThat(user.at("/email_addresses/0/id")).isEqualTo(user.get("primary_email_address_id"));
        assertThat(user.at("/email_addresses/0/verification/status").stringValue())
                .isEqualTo("verified");
        assertThat(clerk.backend(GET, "/users/user_unknown").errorCode()).isEqualTo("resource_not_found");
    }

    @Test
    void cursorWalksOverAllUsersOnce() {
        var surname = "Walker" + UUID.randomUUID();
        var ids = List.of(signUp(surname), signUp(surname), signUp(surname), signUp(surname), signUp(surname));

        var seen = new ArrayList<String>();
        var page = clerk.backend(GET, "/users?order_by=%2Bcreated_at&limit=2&query=" + surname);
        while (!page.body().isEmpty()) {
            page.body().forEach(user -> seen.add(text(user, "id")));
            page = clerk.backend(
                    GET,
                    "/users?order_by=%2Bcreated_at&limit=2&query=" + surname + "&starting_after=" + seen.getLast());
        }

        assertThat(seen).containsExactlyInAnyOrderElementsOf(ids).doesNotHaveDuplicates();
    }

    @Test
    void listIsFilteredOrderedAndCounted() {
        var surname = "Sorted" + UUID.randomUUID();
        var first = signUp(surname);
        var second = signUp(surname);
        var address = emailAddress(clerk.backend(GET, "/users/" + first).body());
        clerk.backend(PATCH, "/users/" + first, "{\"first_name\": \"Grace\"}");

        var lastChangedFirst = clerk.backend(GET, "/users?order_by=-updated_at&query=" + surname)
                .body();

        assertThat(lastChangedFirst).extracting(user -> text(user, "id")).containsExactly(first, second);
        assertThat(clerk.backend(GET, "/users?email_address=" + address).body()).hasSize(1);
        assertThat(clerk.backend(GET, "/users?limit=1&offset=1&query=" + surname)
                        .body())
                .hasSize(1);
        assertThat(clerk.backend(GET, "/users/count?query=" + surname)
                        .body()
                        .get("total_count")
                        .intValue())
                .isEqualTo(2);
        assertThat(clerk.backend(GET, "/users?limit=501").status()).isEqualTo(422);
        assertThat(clerk.backend(GET, "/users?order_by=shoe_size").status()).isEqualTo(422);
        assertThat(clerk.backend(GET, "/users?starting_after=" + first + "&offset=1")
                        .status())
                .isEqualTo(422);
        assertThat(clerk.backend(GET, "/users?limit=many").errorCode()).isEqualTo("form_param_type_invalid");
    }

    @Test
    void updateChangesWhatItNamesAndTheVersion() {
        var user = clerk.signUp("first_name=Ada&last_name=King").get("response");
        var username = "ada-" + UUID.randomUUID();

        var updated = clerk.backend(
                        PATCH,
                        "/users/" + text(user, "id"),
                        "{\"last_name\": \"Lovelace\", \"username\": \"%s\"}".formatted(username))
                .body();

        assertThat(text(updated, "first_name")).isEqualTo("Ada");
        assertThat(text(updated, "last_name")).isEqualTo("Lovelace");
        assertThat(updated.get("updated_at").longValue())
                .isGreaterThan(user.get("updated_at").longValue());
        var other = clerk.signUp();
        assertThat(clerk.backend(
                                PATCH,
                                "/users/" + text(other, "user_id"),
                                "{\"username\": \"%s\"}".formatted(username.toUpperCase(Locale.ROOT)))
                        .errorCode())
                .isEqualTo("form_identifier_exists");
        assertThat(clerk.backend(PATCH, "/users/" + text(other, "user_id"), "{\"public_metadata\": {}}")
                        .errorCode())
                .isEqualTo("form_param_unknown");
        assertThat(clerk.backend(PATCH, "/users/" + text(other, "user_id"), "nonsense")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void metadataIsMergedByPatchAndReplacedByPut() {
        var path = "/users/%s/metadata".formatted(text(clerk.signUp(), "user_id"));
        clerk.backend(
                PATCH, path, "{\"public_metadata\": {\"role\": \"admin\", \"tour\": {\"step\": 1, \"seen\": true}}}");

        var merged = clerk.backend(PATCH, path, "{\"public_metadata\": {\"role\": null, \"tour\": {\"step\": 2}}}");
        assertThat(merged.body().get("public_metadata").toString()).isEqualTo("{\"tour\":{\"seen\":true,\"step\":2}}");

        var replaced = clerk.backend(PUT, path, "{\"public_metadata\": {\"role\": \"admin\"}}");
        assertThat(replaced.body().get("public_metadata").toString()).isEqualTo("{\"role\":\"admin\"}");
    }

    @Test
    void bannedUserIsOutAndStaysOutUntilUnbanned() {
        var signedUp = clerk.signUp();
        var id = text(signedUp, "user_id");

        var banned = clerk.backend(POST, "/users/%s/ban".formatted(id));

        assertThat(banned.body().get("banned").booleanValue()).isTrue();
        assertThat(text(
                        clerk.backend(GET, "/sessions/" + text(signedUp, "session_id"))
                                .body(),
                        "status"))
                .isEqualTo("revoked");
        assertThat(clerk.frontend("/sign_ins", "identifier=" + id).status()).isEqualTo(403);

        clerk.backend(POST, "/users/%s/unban".formatted(id));

        assertThat(clerk.frontend("/sign_ins", "identifier=" + id).status()).isEqualTo(200);
    }

    @Test
    void deletedUserIsGoneWithTheirSessions() {
        var signedUp = clerk.signUp();
        var id = text(signedUp, "user_id");

        var deleted = clerk.backend(DELETE, "/users/" + id);

        assertThat(deleted.body().toString())
                .isEqualTo("{\"deleted\":true,\"id\":\"%s\",\"object\":\"user\"}".formatted(id));
        assertThat(clerk.backend(GET, "/users/" + id).status()).isEqualTo(404);
        assertThat(clerk.backend(DELETE, "/users/" + id).status()).isEqualTo(404);
        assertThat(clerk.backend(GET, "/sessions/" + text(signedUp, "session_id"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void sessionsAreListedByUserAndStatus() {
        var signedUp = clerk.signUp();
        var id = text(signedUp, "user_id");
        var second = text(clerk.frontend("/sign_ins", "identifier=" + id).body(), "session_id");

        clerk.backend(POST, "/sessions/%s/revoke".formatted(text(signedUp, "session_id")));

        assertThat(clerk.backend(GET, "/sessions?user_id=" + id).body()).hasSize(2);
        var active = clerk.backend(GET, "/sessions?status=active&user_id=" + id).body();
        assertThat(active).extracting(session -> text(session, "id")).containsExactly(second);
        assertThat(active.at("/0/latest_activity/browser_name").stringValue()).isEqualTo("Chrome");
        assertThat(active.at("/0/latest_activity/browser_version").stringValue())
                .isEqualTo("128.0.0.0");
        assertThat(active.get(0).has(Sessions.VERIFIED_AT)).isFalse();
        assertThat(clerk.backend(GET, "/sessions").status()).isEqualTo(422);
    }

    private String signUp(String surname) {
        return text(clerk.signUp("first_name=Ada&last_name=" + surname), "user_id");
    }

    private static String emailAddress(JsonNode user) {
        return user.at("/email_addresses/0/email_address").stringValue();
    }
}
