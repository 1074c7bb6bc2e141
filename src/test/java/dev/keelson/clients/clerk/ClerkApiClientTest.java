package dev.keelson.clients.clerk;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.TestClients;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;

class ClerkApiClientTest {
    @RegisterExtension
    private static final WireMockExtension CLERK = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort())
            .build();

    private final ClerkApiClient client = new ClerkClientConfiguration()
            .clerkApiClient(
                    TestClients.factory(),
                    TestClients.settings(
                            ClerkSettings.class, "clerk", "api-url", CLERK.baseUrl(), "secret-key", "sk_test_clerk"));

    @Test
    void everyRequestCarriesTheKeyAndTheVersion() {
        CLERK.stubFor(get("/users/user_1").willReturn(okJson("{\"id\": \"user_1\", \"updated_at\": 7}")));

        assertThat(client.user("user_1").updatedAt()).isEqualTo(7);

        CLERK.verify(getRequestedFor(urlPathEqualTo("/users/user_1"))
                .withHeader("Authorization", equalTo("Bearer sk_test_clerk"))
                .withHeader("Clerk-API-Version", equalTo("2026-05-12")));
    }

    @Test
    void pageAfterAUserIsAskedForInTheOrderThatCursorsNeed() {
        CLERK.stubFor(get(urlPathEqualTo("/users"))
                .willReturn(
                        okJson("[{\"id\": \"user_2\", \"updated_at\": 1}, {\"id\": \"user_3\", \"updated_at\": 2}]")));

        assertThat(client.users("user_1", 500)).extracting(ClerkUser::id).containsExactly("user_2", "user_3");

        CLERK.verify(getRequestedFor(urlPathEqualTo("/users"))
                .withQueryParam("starting_after", equalTo("user_1"))
                .withQueryParam("order_by", equalTo("+created_at"))
                .withQueryParam("limit", equalTo("500")));
    }

    @Test
    void errorBodyTellsCodeMessageAndRequest() {
        CLERK.stubFor(get("/users/user_1").willReturn(jsonResponse("""
                        {"errors": [{"message": "short", "long_message": "The long reason.", "code": "a_code"}],
                         "clerk_trace_id": "trace"}
                        """, 422).withHeader("cf-ray", "ray-1")));

        var failure = catchThrowableOfType(ApiException.Refused.class, () -> client.user("user_1"))
                .failure();

        assertThat(failure.vendorCode()).isEqualTo("a_code");
        assertThat(failure.message()).isEqualTo("The long reason.");
        assertThat(failure.requestId()).isEqualTo("ray-1");
    }

    @Test
    void reachedLimitSaysHowLongToWait() {
        CLERK.stubFor(
                get("/users/user_1").willReturn(aResponse().withStatus(429).withHeader("Retry-After", "7")));

        var limited = catchThrowableOfType(ApiException.RateLimited.class, () -> client.user("user_1"));

        assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void answerThatIsNoUserIsUnexpected() {
        CLERK.stubFor(get("/users/user_1").willReturn(okJson("[]")));

        assertThatExceptionOfType(ApiException.UnexpectedBody.class).isThrownBy(() -> client.user("user_1"));
    }

    @Test
    void primaryAddressIsTheOneThatIsNamedAndNotTheFirst() {
        var user = read("""
                {"id": "user_1", "updated_at": 9, "primary_email_address_id": "idn_2", "email_addresses": [
                   {"id": "idn_1", "email_address": "first@example.com", "verification": {"status": "verified"}},
                   {"email_address": "without-id@example.com"},
                   {"id": "idn_2", "email_address": "primary@example.com", "verification": null}]}
                """);

        assertThat(user.primaryEmail()).isEqualTo(new ClerkUser.Email("primary@example.com", null));
        assertThat(read("{\"id\": \"user_1\", \"updated_at\": 9, \"primary_email_address_id\": null}")
                        .primaryEmail())
                .isNull();
    }

    private static ClerkUser read(String json) {
        return ClerkUser.read(JsonMapper.shared().readTree(json)).orElseThrow();
    }
}
