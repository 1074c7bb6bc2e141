package dev.keelson.sandbox.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.exception.ApiException;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.model.Price;
import com.stripe.model.Product;
import com.stripe.net.RequestOptions;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerListParams;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.PriceCreateParams;
import com.stripe.param.PriceListParams;
import com.stripe.param.PriceRetrieveParams;
import com.stripe.param.ProductCreateParams;
import dev.keelson.testing.BesideOthers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BesideOthers
class StripeApiTest {
    private StripeSandbox stripe;

    @BeforeAll
    void start() {
        stripe = new StripeSandbox();
    }

    @AfterAll
    void stop() {
        stripe.close();
    }

    @Test
    void threePlansInFourCurrenciesAreThereFromTheStart() throws StripeException {
        var product = stripe.api().v1().products().retrieve("prod_pro");
        var prices = stripe.api()
                .v1()
                .prices()
                .list(PriceListParams.builder()
                        .setProduct("prod_pro")
                        .setActive(true)
                        .build());

        assertThat(product.getMetadata()).containsEntry("plan", "pro").containsEntry("limit_posts_per_month", "300");
        assertThat(prices.getData())
                .extracting(Price::getId)
                .containsExactlyInAnyOrder(
                        "price_pro_monthly_usd",
                        "price_pro_monthly_eur",
                        "price_pro_monthly_gbp",
                        "price_pro_monthly_jpy");
        assertThat(stripe.api().v1().products().list().getData()).hasSizeGreaterThanOrEqualTo(3);
        stripe.awaitTypes("prod_agency", "product.created");
        stripe.awaitTypes("price_starter_monthly_gbp", "price.created");
    }

    @Test
    void wrongKeyIsRefused() {
        assertThatThrownBy(() -> stripe.api("sk_test_wrong").v1().customers().list())
                .isInstanceOf(AuthenticationException.class);
    }

    @Test
    void unknownPathAnswersInStripesShape() {
        var answer = StripeSandbox.readBody(stripe.sandbox()
                .client()
                .get()
                .uri("/stripe/v1/cabbages")
                .headers(headers -> headers.setBearerAuth("sk_test_sandbox_keelson"))
                .retrieve()
                .body(String.class));

        assertThat(answer.at("/error/type").stringValue()).isEqualTo("invalid_request_error");
        assertThat(answer.at("/error/message").stringValue())
                .startsWith("Unrecognized request URL (GET: /v1/cabbages).");
    }

    @Test
    void errorNamesTheParameter() {
        assertThatThrownBy(() -> stripe.api()
                        .v1()
                        .prices()
                        .create(PriceCreateParams.builder()
                                .setCurrency("usd")
                                .setProduct("prod_none")
                                .setUnitAmount(100L)
                                .build()))
                .isInstanceOfSatisfying(InvalidRequestException.class, e -> {
                    assertThat(e.getCode()).isEqualTo("resource_missing");
                    assertThat(e.getParam()).isEqualTo("product");
                    assertThat(e.getRequestId()).startsWith("req_");
                });
    }

    @Test
    void customerIsCreatedChangedAndDeleted() throws StripeException {
        var customers = stripe.api().v1().customers();
        var customer = customers.create(CustomerCreateParams.builder()
                .setName("Some One")
                .putMetadata("user", "1")
                .putMetadata("old", "x")
                .build());

        customers.update(
                customer.getId(),
                CustomerUpdateParams.builder()
                        .setName("Another One")
                        .setMetadata(Map.of("old", "", "new", "y"))
                        .build());
        var changed = customers.retrieve(customer.getId());
        customers.delete(customer.getId());

        assertThat(changed.getName()).isEqualTo("Another One");
        assertThat(changed.getMetadata()).containsExactlyInAnyOrderEntriesOf(Map.of("user", "1", "new", "y"));
        assertThat(customers.retrieve(customer.getId()).getDeleted()).isTrue();
        var updated = stripe.awaitEvent("customer.updated", customer.getId());
        assertThat(updated.at("/data/previous_attributes/name").stringValue()).isEqualTo("Some One");
        assertThat(updated.at("/data/previous_attributes/metadata/old").stringValue())
                .isEqualTo("x");
        stripe.awaitTypes(customer.getId(), "customer.created", "customer.deleted");
        assertThatThrownBy(() -> customers.update(
                        customer.getId(),
                        CustomerUpdateParams.builder().setName("Nobody").build()))
                .hasMessageContaining("No such customer");
    }

    @Test
    void sameIdempotencyKeyGivesTheSameAnswer() throws StripeException {
        var key = RequestOptions.builder()
                .setIdempotencyKey(UUID.randomUUID().toString())
                .build();
        var params = CustomerCreateParams.builder().setEmail("once@example.com").build();

        var first = stripe.api().v1().customers().create(params, key);
        var second = stripe.api().v1().customers().create(params, key);

        assertThat(second.getId()).isEqualTo(first.getId());
        assertThat(second.getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .contains("true");
        assertThatThrownBy(() -> stripe.api()
                        .v1()
                        .customers()
                        .create(
                                CustomerCreateParams.builder()
                                        .setEmail("twice@example.com")
                                        .build(),
                                key))
                .isInstanceOf(IdempotencyException.class);
    }

    @Test
    void refusedWriteMayBeCorrectedUnderItsIdempotencyKey() throws StripeException {
        var key = RequestOptions.builder()
                .setIdempotencyKey(UUID.randomUUID().toString())
                .build();
        assertThatThrownBy(() -> stripe.api()
                        .v1()
                        .customers()
                        .create(
                                CustomerCreateParams.builder()
                                        .setPaymentMethod("pm_none")
                                        .build(),
                                key))
                .isInstanceOf(InvalidRequestException.class);

        var customer = stripe.api()
                .v1()
                .customers()
                .create(CustomerCreateParams.builder().setName("Corrected").build(), key);

        assertThat(customer.getName()).isEqualTo("Corrected");
    }

    @Test
    void refusedWriteLeavesNothingBehind() throws StripeException {
        var email = UUID.randomUUID() + "@example.com";

        assertThatThrownBy(() -> stripe.api()
                .v1()
                .customers()
                .create(CustomerCreateParams.builder()
                        .setEmail(email)
                        .setPaymentMethod("pm_none")
                        .build()));

        assertThat(withEmail(email)).isEmpty();
    }

    @Test
    void lostAnswerIsRecoveredByTheSameKey() throws StripeException {
        var email = UUID.randomUUID() + "@example.com";
        var params = CustomerCreateParams.builder().setEmail(email).build();
        var key = RequestOptions.builder()
                .setIdempotencyKey(UUID.randomUUID().toString())
                .build();
        stripe.post("/control/stripe/misbehaviour", "{\"calls\": 1, \"status\": 500, \"afterEffect\": true}");
        assertThatThrownBy(() -> stripe.api().v1().customers().create(params, key))
                .isInstanceOf(ApiException.class);

        var customer = stripe.api().v1().customers().create(params, key);

        assertThat(withEmail(email)).extracting(Customer::getId).containsExactly(customer.getId());
    }

    @Test
    void rateLimitIsAnsweredInStripesShape() {
        stripe.post("/control/stripe/misbehaviour", "{\"calls\": 1, \"status\": 429, \"retryAfterSeconds\": 2}");

        assertThatThrownBy(() -> stripe.customer()).isInstanceOf(RateLimitException.class);
    }

    @Test
    void listIsReadPageByPage() throws StripeException {
        var email = UUID.randomUUID() + "@example.com";
        var made = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            made.addFirst(stripe.api()
                    .v1()
                    .customers()
                    .create(CustomerCreateParams.builder().setEmail(email).build())
                    .getId());
        }

        var firstPage = stripe.api()
                .v1()
                .customers()
                .list(CustomerListParams.builder().setEmail(email).setLimit(2L).build());
        var all = new ArrayList<String>();
        firstPage.autoPagingIterable().forEach(customer -> all.add(customer.getId()));

        assertThat(firstPage.getHasMore()).isTrue();
        assertThat(firstPage.getData()).hasSize(2);
        assertThat(all).isEqualTo(made);
    }

    @Test
    void idIsExpandedIntoItsObject() throws StripeException {
        var price = stripe.api()
                .v1()
                .prices()
                .retrieve(
                        StripeSandbox.PRO_USD,
                        PriceRetrieveParams.builder().addExpand("product").build());
        var list = stripe.api()
                .v1()
                .prices()
                .list(PriceListParams.builder().addExpand("data.product").build());

        assertThat(price.getProductObject().getName()).isEqualTo("Pro");
        assertThat(list.getData())
                .allSatisfy(each -> assertThat(each.getProductObject()).isNotNull());
    }

    @Test
    void productWithoutPricesIsDeletedForGood() throws StripeException {
        var products = stripe.api().v1().products();
        var product = products.create(
                ProductCreateParams.builder().setName("Short-lived").build());

        var deleted = products.delete(product.getId());

        assertThat(deleted.getDeleted()).isTrue();
        stripe.awaitTypes(product.getId(), "product.created", "product.deleted");
        assertThatThrownBy(() -> products.retrieve(product.getId())).hasMessageContaining("No such product");
        assertThatThrownBy(() -> products.delete("prod_pro")).hasMessageContaining("cannot be deleted");
        assertThat(products.list().getData()).extracting(Product::getId).doesNotContain(product.getId());
    }

    private List<Customer> withEmail(String email) throws StripeException {
        return stripe.api()
                .v1()
                .customers()
                .list(CustomerListParams.builder().setEmail(email).build())
                .getData();
    }
}
