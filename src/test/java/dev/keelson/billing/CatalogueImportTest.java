package dev.keelson.billing;

import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.auth.Erasure;
import dev.keelson.shared.CurrentUser;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;

@KeelsonTest
class CatalogueImportTest {
    @Autowired
    private CatalogueImport catalogueImport;

    @Autowired
    private PlanViews plans;

    @Autowired
    private UserPlans userPlans;

    @Autowired
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private List<WebhookHandler> handlers;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private EraseBilling eraseBilling;

    @InjectWireMock("stripe")
    private WireMockServer stripe;

    private final String unique = UUID.randomUUID().toString().substring(0, 8);
    private final String product = "prod_" + unique;

    @Test
    void plansExistWithoutAnyEvent() {
        stripe.stubFor(get(urlPathEqualTo("/v1/products"))
                .willReturn(
                        okJson(list(StripeObjects.product(product, "Imported").toString()))));
        stripe.stubFor(get(urlPathEqualTo("/v1/prices"))
                .willReturn(okJson(list(
                        StripeObjects.price("price_" + unique, product, 900).toString()))));

        catalogueImport.importAll();

        assertThat(plans.all())
                .filteredOn(plan -> plan.stripeId().equals(product))
                .singleElement()
                .satisfies(plan -> assertThat(plan.prices()).hasSize(1));
    }

    @Test
    void eventThatIsOlderThanTheImportIsSuperseded() {
        stripe.stubFor(get(urlPathEqualTo("/v1/products/" + product))
                .willReturn(
                        okJson(StripeObjects.product(product, "As it is now").toString())));
        var deliveries = new Deliveries(handlers, transaction, jdbc);
        catalogueImport.importProduct(product);

        var stale = deliveries.deliver(Deliveries.event(
                "product.updated",
                Instant.now().minusSeconds(3600).getEpochSecond(),
                StripeObjects.product(product, "As it was")));
        var newer = deliveries.deliver(Deliveries.event(
                "product.updated",
                Instant.now().plusSeconds(5).getEpochSecond(),
                StripeObjects.product(product, "As it will be")));

        assertThat(List.of(stale, newer)).containsExactly(WebhookOutcome.SUPERSEDED, WebhookOutcome.APPLIED);
    }

    @Test
    void productThatNobodyToldUsOfIsFetched() {
        stripe.stubFor(get(urlPathEqualTo("/v1/products/" + product))
                .willReturn(okJson(
                        StripeObjects.product(product, "Older than our webhook").toString())));
        var user = subscriber();

        await().untilAsserted(() -> assertThat(userPlans.of(user.id()).name()).isEqualTo("older than our webhook"));
    }

    @Test
    void erasedUserIsForgottenHereAndDeletedAtStripe() {
        stripe.stubFor(delete("/v1/customers/cus_" + unique)
                .willReturn(okJson("{\"id\":\"cus_%s\",\"deleted\":true}".formatted(unique))));
        var user = subscriber();

        eraseBilling.erase(
                new Erasure(UUID.randomUUID(), user.id(), user.clerkId(), Set.of(), Instant.now(), 0, false));

        stripe.verify(deleteRequestedFor(urlPathEqualTo("/v1/customers/cus_" + unique)));
        assertThat(jdbc.sql("select to_jsonb(c)::text from customers c where stripe_id = :id")
                        .param("id", "cus_" + unique)
                        .query(String.class)
                        .single())
                .doesNotContain("payer@example.com", "A Payer");
    }

    private CurrentUser subscriber() {
        var user = users.fresh();
        var deliveries = new Deliveries(handlers, transaction, jdbc);
        var item = StripeObjects.item("si_" + unique, StripeObjects.price("price_" + unique, product, 900));
        deliveries.deliver(Deliveries.event(
                "customer.created", StripeObjects.CREATED, StripeObjects.customer("cus_" + unique, user.id())));
        deliveries.deliver(Deliveries.event(
                "customer.subscription.created",
                StripeObjects.CREATED,
                StripeObjects.subscription("sub_" + unique, "cus_" + unique, "active", List.of(item))));
        return user;
    }

    private static String list(String object) {
        return "{\"object\":\"list\",\"data\":[%s],\"has_more\":false}".formatted(object);
    }
}
