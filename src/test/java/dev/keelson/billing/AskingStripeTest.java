package dev.keelson.billing;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.keelson.billing.StripeObjects.CREATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.keelson.clients.ApiException;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.WebhookSender;
import dev.keelson.webhooks.WebhookEvent;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is asked of Stripe where an event does not say enough. */
@KeelsonTest
class AskingStripeTest {
    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DiscountLookup discounts;

    @LocalServerPort
    private int port;

    @InjectWireMock("stripe")
    private WireMockServer stripe;

    private final String unique = UUID.randomUUID().toString().substring(0, 8);
    private final String cus = "cus_" + unique;
    private final String sub = "sub_" + unique;
    private final String di = "di_" + unique;

    @Test
    void moreThanTenEntitlementsAreAllThere() throws Exception {
        stripe.stubFor(get(urlPathEqualTo("/v1/entitlements/active_entitlements"))
                .withQueryParam("customer", equalTo(cus))
                .withQueryParam("starting_after", absent())
                .willReturn(okJson(entitlements(true, 0, 10))));
        stripe.stubFor(get(urlPathEqualTo("/v1/entitlements/active_entitlements"))
                .withQueryParam("customer", equalTo(cus))
                .withQueryParam("starting_after", equalTo("ent_9"))
                .willReturn(okJson(entitlements(false, 10, 14))));
        var summary = object("{\"object\": \"%s\", \"customer\": \"%s\", \"livemode\": false}"
                .formatted(EntitlementSummaryObject.OBJECT, cus));
        summary.set("entitlements", object(entitlements(true, 0, 10)));

        send("entitlements.active_entitlement_summary.updated", summary);

        await().untilAsserted(() -> assertThat(
                        jdbc.sql("select jsonb_array_length(features) from entitlement_summaries where stripe_id = :id")
                                .param("id", cus)
                                .query(Integer.class)
                                .list())
                .containsExactly(14));
    }

    @Test
    void discountIsLookedUpAtItsSubscription() {
        stripe.stubFor(get(urlPathEqualTo("/v1/subscriptions/" + sub))
                .withQueryParam("expand[0]", equalTo("discounts"))
                .willReturn(okJson("{\"id\": \"%s\", \"discounts\": [{\"id\": \"di_x\"}, {\"id\": \"%s\", \"end\": 5}]}"
                        .formatted(sub, di))));
        stripe.stubFor(get(urlPathEqualTo("/v1/customers/" + cus)).willReturn(okJson("{\"discount\": null}")));

        assertThat(discounts.fetch(discountEvent()).path("end").intValue()).isEqualTo(5);
    }

    @Test
    void discountIsLookedUpAtItsCustomer() {
        stripe.stubFor(get(urlPathEqualTo("/v1/subscriptions/" + sub)).willReturn(missing()));
        stripe.stubFor(get(urlPathEqualTo("/v1/customers/" + cus))
                .willReturn(okJson("{\"discount\": {\"id\": \"%s\", \"end\": 7}}".formatted(di))));

        assertThat(discounts.fetch(discountEvent()).path("end").intValue()).isEqualTo(7);
    }

    @Test
    void discountThatNobodyShowsIsGone() {
        stripe.stubFor(get(urlPathEqualTo("/v1/subscriptions/" + sub)).willReturn(okJson("{\"discounts\": []}")));
        stripe.stubFor(get(urlPathEqualTo("/v1/customers/" + cus)).willReturn(okJson("{\"discount\": null}")));

        assertThat(discounts.fetch(discountEvent()).path("deleted").booleanValue())
                .isTrue();
    }

    @Test
    void gatewaysNotFoundSaysNothingOfADiscount() {
        stripe.stubFor(get(urlPathEqualTo("/v1/subscriptions/" + sub))
                .willReturn(aResponse().withStatus(404).withBody("<html>no such host</html>")));

        assertThatThrownBy(() -> discounts.fetch(discountEvent())).isInstanceOf(ApiException.Unavailable.class);
    }

    @Test
    void thinEventOfADiscountIsReadInItsOtherForm() {
        var snapshot = discountEvent();
        stripe.stubFor(get(urlPathEqualTo("/v1/events/" + snapshot.eventId()))
                .willReturn(okJson(snapshot.payload().toString())));
        stripe.stubFor(get(urlPathEqualTo("/v1/subscriptions/" + sub))
                .willReturn(okJson("{\"discounts\": [{\"id\": \"%s\", \"end\": 9}]}".formatted(di))));
        stripe.stubFor(get(urlPathEqualTo("/v1/customers/" + cus)).willReturn(okJson("{}")));

        assertThat(discounts.fetch(Deliveries.thin(snapshot)).path("end").intValue())
                .isEqualTo(9);
    }

    @Test
    void twoStatesOfADiscountInOneSecondEndAsItsSubscriptionShowsIt() throws Exception {
        stripe.stubFor(get(urlPathEqualTo("/v1/subscriptions/" + sub))
                .willReturn(okJson("{\"discounts\": [%s]}".formatted(discount().put("end", 2_000_000_000)))));
        stripe.stubFor(get(urlPathEqualTo("/v1/customers/" + cus)).willReturn(okJson("{}")));

        send("customer.discount.updated", discount().put("end", 2_000_000_000));
        send("customer.discount.created", discount());

        await().untilAsserted(() -> assertThat(jdbc.sql(
                                "select ends_at is not null and fetched_at is not null from discounts where stripe_id = :id")
                        .param("id", di)
                        .query(Boolean.class)
                        .list())
                .containsExactly(true));
    }

    private ObjectNode discount() {
        return object("{\"id\": \"%s\", \"object\": \"discount\", \"customer\": \"%s\", \"subscription\": \"%s\"}"
                .formatted(di, cus, sub));
    }

    private WebhookEvent discountEvent() {
        return Deliveries.event("customer.discount.updated", CREATED, discount());
    }

    private void send(String type, ObjectNode object) throws Exception {
        assertThat(new WebhookSender(port)
                        .stripe(Deliveries.payload("evt_" + UUID.randomUUID(), type, CREATED, object)
                                .toString())
                        .statusCode())
                .isEqualTo(200);
    }

    private static ResponseDefinitionBuilder missing() {
        return jsonResponse(
                "{\"error\": {\"code\": \"resource_missing\", \"type\": \"invalid_request_error\", \"message\": \"No\"}}",
                404);
    }

    private static String entitlements(boolean more, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"id\": \"ent_%d\", \"lookup_key\": \"feature_%d\"}".formatted(i, i))
                .collect(Collectors.joining(
                        ",", "{\"object\": \"list\", \"has_more\": %s, \"data\": [".formatted(more), "]}"));
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) JsonMapper.shared().readTree(json);
    }
}
