package dev.keelson.clients.stripe;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.stripe.param.PaymentIntentCreateParams;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.TestClients;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a user is told about a card that was declined, code by code. */
class StripeDeclineTest {
    @RegisterExtension
    private static final WireMockExtension STRIPE = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort())
            .build();

    private final StripeApiClient client = new StripeClientConfiguration()
            .stripeApiClient(
                    TestClients.factory(),
                    TestClients.settings(StripeSettings.class, "stripe", "api-url", STRIPE.baseUrl()));

    private ApiException.CardDeclined declined(String code) {
        STRIPE.stubFor(post(anyUrl()).willReturn(jsonResponse("""
                        {"error":{"type":"card_error","code":"card_declined","decline_code":"%s","message":"Declined."}}
                        """.formatted(code), 402)));
        var params = PaymentIntentCreateParams.builder()
                .setAmount(1900L)
                .setCurrency("usd")
                .build();
        return catchThrowableOfType(ApiException.CardDeclined.class, () -> client.createPaymentIntent(params, "key"));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OTHER")
    void codeIsKeptAndSaysWhatToDo(StripeDecline decline) {
        var declined = declined(decline.code());

        assertThat(declined.declineCode()).isEqualTo(decline.code());
        assertThat(declined.action()).isEqualTo(decline.action()).endsWith(".");
        assertThat(declined.repeatSafe()).isTrue();
    }

    @Test
    void codeOfTomorrowIsAPlainRefusal() {
        var declined = declined("brand_new");

        assertThat(declined.declineCode()).isEqualTo("brand_new");
        assertThat(declined.action()).isEqualTo(StripeDecline.GENERIC_DECLINE.action());
    }

    /** <a href="https://docs.stripe.com/declines/codes">Stripe asks</a> not to tell these apart. */
    @Test
    void nobodyLearnsThatACardIsStolen() {
        assertThat(EnumSet.of(
                        StripeDecline.FRAUDULENT,
                        StripeDecline.LOST_CARD,
                        StripeDecline.STOLEN_CARD,
                        StripeDecline.MERCHANT_BLACKLIST,
                        StripeDecline.PICKUP_CARD))
                .allMatch(decline -> decline.action().equals(StripeDecline.GENERIC_DECLINE.action()));
    }
}
