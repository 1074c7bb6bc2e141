package dev.keelson.clients.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.stripe.Stripe;
import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.PaymentIntentCreateParams;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.TestClients;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What we take for granted of Stripe. The stand-in has to agree, so that these checks are known to work; whether Stripe itself
 * does is for those who have a key. What is made is deleted again.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StripeContract {
    private final Set<String> made = new HashSet<>();
    StripeApiClient stripe;

    abstract String apiUrl();

    abstract String secretKey();

    /** After the last call. */
    void stop() {}

    /** Before each of them, so that each is shown as skipped where there is no key. */
    @BeforeEach
    void connect() {
        stripe = client(secretKey());
    }

    @AfterAll
    void deleteWhatWasMade() {
        try {
            made.forEach(customer -> stripe.deleteCustomer(customer));
        } finally {
            stop();
        }
    }

    StripeApiClient client(String secretKey) {
        return new StripeClientConfiguration()
                .stripeApiClient(
                        TestClients.factory(),
                        TestClients.settings(
                                StripeSettings.class,
                                "stripe",
                                "api-url",
                                apiUrl(),
                                "secret-key",
                                secretKey,
                                "retry.pause",
                                "200ms",
                                "limit.patience",
                                "5s"));
    }

    @Test
    void versionThatWeAreCompiledAgainstIsAccepted() throws StripeException {
        var answer = StripeClient.builder()
                .setApiKey(secretKey())
                .setApiBase(apiUrl())
                .build()
                .v1()
                .customers()
                .retrieve(customer());

        assertThat(answer.getLastResponse().headers().firstValue("Stripe-Version"))
                .contains(Stripe.API_VERSION);
    }

    @Test
    void sameKeyMakesOneCustomer() {
        String key = key();

        String first = create("Contract", key);
        String second = create("Contract", key);

        assertThat(second).isEqualTo(first);
    }

    @Test
    void sameKeyWithOtherParametersIsAConflict() {
        String key = key();
        create("Contract", key);

        assertThatThrownBy(() -> create("Somebody else", key)).isInstanceOf(ApiException.Conflict.class);
    }

    @Test
    void unknownCustomerIsNotFoundWithCodeAndRequestId() {
        var thrown = catchThrowableOfType(
                ApiException.NotFound.class, () -> stripe.retrieve(StripeObjectType.CUSTOMER, "cus_keelsonNobody"));

        assertThat(thrown).isNotNull();
        assertThat(thrown.failure().vendorCode()).isEqualTo("resource_missing");
        assertThat(thrown.failure().requestId()).startsWith("req_");
    }

    @Test
    void invalidParameterIsNamed() {
        var tooLittle = PaymentIntentCreateParams.builder()
                .setAmount(1L)
                .setCurrency("usd")
                .build();

        var thrown =
                catchThrowableOfType(ApiException.Invalid.class, () -> stripe.createPaymentIntent(tooLittle, key()));

        assertThat(thrown).isNotNull();
        assertThat(thrown.fields()).extracting(ApiException.InvalidField::field).containsExactly("amount");
    }

    @Test
    void declinedCardIsToldWithItsCode() {
        var poor = PaymentIntentCreateParams.builder()
                .setAmount(500L)
                .setCurrency("usd")
                .setPaymentMethod("pm_card_visa_chargeDeclinedInsufficientFunds")
                .setConfirm(true)
                .setAutomaticPaymentMethods(PaymentIntentCreateParams.AutomaticPaymentMethods.builder()
                        .setEnabled(true)
                        .setAllowRedirects(PaymentIntentCreateParams.AutomaticPaymentMethods.AllowRedirects.NEVER)
                        .build())
                .build();

        var thrown =
                catchThrowableOfType(ApiException.CardDeclined.class, () -> stripe.createPaymentIntent(poor, key()));

        assertThat(thrown).isNotNull();
        assertThat(thrown.declineCode()).isEqualTo("insufficient_funds");
        // It cannot be deleted, but it need not stay open.
        String intent = JsonMapper.shared()
                .readTree(thrown.body())
                .path("error")
                .path("payment_intent")
                .path("id")
                .asString("");
        assertThat(stripe.cancelPaymentIntent(intent, key()).path("status").asString(""))
                .isEqualTo("canceled");
    }

    @Test
    void everyPriceIsListedOnce() {
        assertThat(stripe.listPrices())
                .allSatisfy(price -> {
                    assertThat(text(price, "id")).startsWith("price_");
                    assertThat(price.path("active").booleanValue()).isTrue();
                })
                .extracting(price -> text(price, "id"))
                .doesNotHaveDuplicates();
    }

    @Test
    void nextPageBeginsAfterTheCursor() {
        var first = stripe.page(StripeObjectType.PRICE, null).ids();
        assumeTrue(first.size() > 1, "The account has fewer than two prices: pages cannot be told apart.");

        var next = stripe.page(StripeObjectType.PRICE, first.getFirst()).ids();

        assertThat(next).startsWith(first.subList(1, first.size()).toArray(String[]::new));
    }

    @Test
    void listsOfAFreshCustomerAreEmpty() {
        String customer = customer();

        assertThat(stripe.listSubscriptions(customer)).isEmpty();
        assertThat(stripe.listInvoices(customer)).isEmpty();
        assertThat(stripe.listPaymentMethods(customer)).isEmpty();
    }

    @Test
    void undeliveredEventsMayBeAskedFor() {
        var from = Instant.now().minus(Duration.ofHours(1));

        assertThat(stripe.undeliveredEvents(from, null, null).objects())
                .allSatisfy(event ->
                        assertThat(event.path("created").longValue()).isGreaterThanOrEqualTo(from.getEpochSecond()));
    }

    @Test
    void deletedCustomerIsShownAsDeletedAndCannotBeDeletedAgain() {
        String customer = customer();
        stripe.deleteCustomer(customer);
        made.remove(customer);

        assertThat(stripe.retrieve(StripeObjectType.CUSTOMER, customer)
                        .path("deleted")
                        .booleanValue())
                .isTrue();
        assertThatThrownBy(() -> stripe.deleteCustomer(customer)).isInstanceOf(ApiException.NotFound.class);
    }

    @Test
    void wrongKeyIsUnauthorized() {
        var stranger = client("sk_test_" + UUID.randomUUID().toString().replace("-", ""));

        assertThatThrownBy(stranger::listPrices).isInstanceOf(ApiException.Unauthorized.class);
    }

    String customer() {
        return create("Contract", key());
    }

    private String create(String name, String key) {
        var created = stripe.createCustomer(
                CustomerCreateParams.builder().setName("Keelson " + name).build(), key);
        String id = text(created, "id");
        made.add(id);
        return id;
    }

    private static String key() {
        return "keelson-contract-" + UUID.randomUUID();
    }

    private static String text(JsonNode object, String field) {
        return object.path(field).asString("");
    }
}
