package dev.keelson.clients.stripe;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.stripe.param.CustomerCreateParams;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.TestClients;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StripeApiClientTest {
    @RegisterExtension
    private static final WireMockExtension STRIPE = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort())
            .build();

    private final StripeApiClient client = client(STRIPE.baseUrl());

    private static StripeApiClient client(String url) {
        var settings = TestClients.settings(
                StripeSettings.class, "stripe", "api-url", url, "read-timeout", "500ms", "retry.attempts", "1");
        return new StripeClientConfiguration().stripeApiClient(TestClients.factory(), settings);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(error(400, "invalid_request_error", "parameter_missing"), ApiException.Refused.class),
                Arguments.of(error(400, "idempotency_error", "none"), ApiException.Conflict.class),
                Arguments.of(error(401, "invalid_request_error", "none"), ApiException.Unauthorized.class),
                Arguments.of(error(402, "card_error", "card_declined"), ApiException.CardDeclined.class),
                Arguments.of(error(403, "invalid_request_error", "none"), ApiException.Forbidden.class),
                Arguments.of(error(404, "invalid_request_error", "resource_missing"), ApiException.NotFound.class),
                Arguments.of(error(409, "invalid_request_error", "lock_timeout"), ApiException.Conflict.class),
                Arguments.of(error(429, "invalid_request_error", "rate_limit"), ApiException.RateLimited.class),
                Arguments.of(error(500, "api_error", "none"), ApiException.Unavailable.class),
                Arguments.of(
                        aResponse().withStatus(502).withBody("<html>Bad Gateway</html>"),
                        ApiException.Unavailable.class),
                Arguments.of(aResponse().withStatus(200).withBody("<html>"), ApiException.UnexpectedBody.class),
                Arguments.of(okJson("{}").withFixedDelay(1500), ApiException.OutcomeUnknown.class),
                Arguments.of(aResponse().withFault(Fault.EMPTY_RESPONSE), ApiException.OutcomeUnknown.class),
                Arguments.of(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER), ApiException.OutcomeUnknown.class));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyFailureIsOneThatACallerCanTellApart(
            ResponseDefinitionBuilder answer, Class<? extends ApiException> expected) {
        STRIPE.stubFor(post(anyUrl()).willReturn(answer));

        var failure = catchThrowableOfType(
                ApiException.class,
                () -> client.createCustomer(CustomerCreateParams.builder().build(), "key-1"));

        assertThat(failure).isExactlyInstanceOf(expected);
        assertThat(failure.failure().operation()).isEqualTo("POST /v1/customers");
    }

    @Test
    void serverThatIsNotThereWasNotSentAnything() throws IOException {
        int nobody;
        try (var socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }

        assertThatThrownBy(() -> client("http://127.0.0.1:" + nobody)
                        .createCustomer(CustomerCreateParams.builder().build(), "key-1"))
                .isInstanceOf(ApiException.NotSent.class);
    }

    @Test
    void stripesLibraryRepeatsNothingByItself() {
        STRIPE.stubFor(
                post(anyUrl()).willReturn(error(500, "api_error", "none").withHeader("Stripe-Should-Retry", "true")));

        assertThatThrownBy(() ->
                        client.createCustomer(CustomerCreateParams.builder().build(), "key-1"))
                .isInstanceOf(ApiException.Unavailable.class);

        STRIPE.verify(1, postRequestedFor(urlEqualTo("/v1/customers")));
    }

    @Test
    void requestCarriesKeyVersionAndParameters() {
        STRIPE.stubFor(post(anyUrl()).willReturn(okJson("{\"id\":\"cus_1\",\"brand_new_field\":{\"a\":1}}")));
        var params = CustomerCreateParams.builder()
                .setEmail("a+b@example.com")
                .putMetadata("keelson_user_id", "42")
                .build();

        var answer = client.createCustomer(params, "key-1");

        assertThat(answer.path("brand_new_field").path("a").intValue()).isEqualTo(1);
        STRIPE.verify(postRequestedFor(urlEqualTo("/v1/customers"))
                .withHeader("Idempotency-Key", equalTo("key-1"))
                .withHeader("Authorization", equalTo("Bearer sk_test_123"))
                .withHeader("Stripe-Version", equalTo("2026-07-29.dahlia"))
                .withFormParam("email", equalTo("a+b@example.com"))
                .withFormParam("metadata[keelson_user_id]", equalTo("42")));
    }

    @Test
    void declineCodeAndRetryAfterAreKept() {
        STRIPE.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(402).withBody("""
                        {"error":{"type":"card_error","code":"card_declined","decline_code":"insufficient_funds",
                        "message":"Your card has insufficient funds."}}""")));
        var declined = catchThrowableOfType(
                ApiException.CardDeclined.class,
                () -> client.createCustomer(CustomerCreateParams.builder().build(), "key-1"));
        STRIPE.stubFor(post(anyUrl())
                .willReturn(error(429, "invalid_request_error", "rate_limit").withHeader("Retry-After", "7")));
        var limited = catchThrowableOfType(
                ApiException.RateLimited.class,
                () -> client.createCustomer(CustomerCreateParams.builder().build(), "key-1"));

        assertThat(declined.failure().vendorCode()).isEqualTo("insufficient_funds");
        assertThat(declined.body()).contains("insufficient_funds");
        assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void addressThatStripeQuotesIsNotRepeated() {
        STRIPE.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(400).withBody("""
                        {"error":{"type":"invalid_request_error","code":"email_invalid",
                        "message":"Invalid email address: somebody@example"}}""")));

        assertThatThrownBy(() ->
                        client.createCustomer(CustomerCreateParams.builder().build(), "key-1"))
                .message()
                .contains("email_invalid")
                .doesNotContain("somebody@example");
    }

    @Test
    void listsAreReadToTheirEnd() {
        STRIPE.stubFor(get(urlPathEqualTo("/v1/products"))
                .willReturn(okJson("{\"data\":[{\"id\":\"prod_1\"},{\"id\":\"prod_2\"}],\"has_more\":true}")));
        STRIPE.stubFor(get(urlPathEqualTo("/v1/products"))
                .withQueryParam("starting_after", equalTo("prod_2"))
                .willReturn(okJson("{\"data\":[{\"id\":\"prod_3\"}],\"has_more\":false}")));

        assertThat(client.listProducts())
                .extracting(product -> product.path("id").stringValue())
                .containsExactly("prod_1", "prod_2", "prod_3");
    }

    @Test
    void idLeadsToNoOtherPath() {
        STRIPE.stubFor(get(anyUrl()).willReturn(okJson("{\"id\":\"x\"}")));

        client.retrieve(StripeObjectType.CUSTOMER, "../refunds?x=");

        assertThat(STRIPE.getAllServeEvents().getFirst().getRequest().getUrl())
                .isEqualTo("/v1/customers/..%2Frefunds%3Fx%3D");
    }

    private static ResponseDefinitionBuilder error(int status, String type, String code) {
        return aResponse()
                .withStatus(status)
                .withHeader("Request-Id", "req_1")
                .withBody("{\"error\":{\"type\":\"%s\",\"code\":\"%s\",\"message\":\"No.\"}}".formatted(type, code));
    }
}
