package dev.keelson.billing;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.keelson.billing.StripeObjects.CREATED;
import static dev.keelson.billing.StripeObjects.invoice;
import static dev.keelson.billing.StripeObjects.item;
import static dev.keelson.billing.StripeObjects.price;
import static dev.keelson.billing.StripeObjects.product;
import static dev.keelson.billing.StripeObjects.subscription;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.WebhookSender;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is known to break in mirrors of Stripe, on its whole way from the signed request to the row. Some of it is shown elsewhere:
 *
 * <table>
 *   <caption>Where each of it is tested</caption>
 *   <tr><td>the second event of one second is lost</td><td>here, {@link MirrorConvergenceTest}</td></tr>
 *   <tr><td>a stale event corrupts the items</td><td>here, {@link MirrorConvergenceTest}</td></tr>
 *   <tr><td>a late update revives what was deleted</td><td>here, {@link MirrorConvergenceTest}</td></tr>
 *   <tr><td>columns become null with a newer API version</td>
 *     <td>{@link StripeMirrorTest#basilPayloadsKeepPeriodSubscriptionAndPayment}, {@link ApiVersionsTest}</td></tr>
 *   <tr><td>events without an id, or of unknown types, are refused for three days</td><td>here</td></tr>
 *   <tr><td>no inbox, no dead letters, one secret, no metrics</td>
 *     <td>{@code InboxTest}, {@code KilledProcessTest}, {@code VerifierTest}</td></tr>
 *   <tr><td>the vendor is called, and rows are written, within the request</td><td>here</td></tr>
 *   <tr><td>only the first item of a subscription is kept</td><td>here</td></tr>
 *   <tr><td>an event delivered again takes effect again</td><td>here, {@code InboxTest}</td></tr>
 *   <tr><td>what comes last is believed</td><td>{@link MirrorConvergenceTest}, {@code InboxConvergenceTest}</td></tr>
 * </table>
 */
@KeelsonTest
class WhatBreaksInMirrorsTest {
    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    @LocalServerPort
    private int port;

    @InjectWireMock("stripe")
    private WireMockServer stripe;

    private final String unique = UUID.randomUUID().toString();
    private final String sub = "sub_" + unique;
    private final String prod = "prod_" + unique;
    private final ObjectNode small = price("price_small" + unique, prod, 900);
    private final ObjectNode large = price("price_large" + unique, prod, 4900);
    private WebhookSender vendor = new WebhookSender(0);

    @BeforeEach
    void connect() {
        vendor = new WebhookSender(port);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void createdAndUpdatedInTheSameSecondEndActiveInEitherOrder(boolean inOrder) throws Exception {
        var incomplete =
                event("customer.subscription.created", CREATED, subscription(sub, "cus", "incomplete", List.of()));
        var active = event("customer.subscription.updated", CREATED, subscription(sub, "cus", "active", List.of()));
        stripeAnswers(subscription(sub, "cus", "active", List.of()));

        deliver(inOrder ? List.of(incomplete, active) : List.of(active, incomplete));

        assertThat(column("select status from subscriptions where stripe_id = :id", sub))
                .containsExactly("active");
    }

    @Test
    void staleEventNeitherRevivesARemovedItemNorTouchesTheCurrentOne() throws Exception {
        var before = subscription(sub, "cus", "active", List.of(item("si_old" + unique, small)));
        var after = subscription(sub, "cus", "active", List.of(item("si_new" + unique, large)));

        deliver(List.of(
                event("customer.subscription.updated", CREATED + 60, after),
                event("customer.subscription.updated", CREATED, before)));

        assertThat(column("""
                        select i.stripe_id from subscription_items i join subscriptions s on s.id = i.subscription_id
                        where s.stripe_id = :id""", sub)).containsExactly("si_new" + unique);
    }

    @Test
    void lateUpdateDoesNotReviveADeletedProduct() throws Exception {
        deliver(List.of(
                event("product.deleted", CREATED + 10, product(prod, "Gone")),
                event("product.updated", CREATED + 5, product(prod, "Back"))));

        assertThat(column("select (deleted_at is not null)::text from products where stripe_id = :id", prod))
                .containsExactly("true");
    }

    @Test
    void previewsWithoutAnIdAndUnknownTypesAreAcknowledgedAndKept() throws Exception {
        var upcoming = invoice("in_none", "cus_" + unique, sub, "draft");
        upcoming.remove("id");
        var unknown = subscription(sub, "cus", "active", List.of()).put("object", "gadget");

        var preview = event("invoice.upcoming", CREATED, upcoming);
        var gadget = event("gadget.polished", CREATED, unknown);
        deliver(List.of(preview, gadget));

        assertThat(outcomes(preview)).containsExactly("ignored");
        assertThat(outcomes(gadget)).containsExactly("ignored");
        assertThat(column("select type from webhook_event where event_id = :id", id(gadget)))
                .containsExactly("gadget.polished");
    }

    @Test
    void everyItemOfASubscriptionIsKept() throws Exception {
        var items = List.of(item("si_1" + unique, small), item("si_2" + unique, large), item("si_3" + unique, small));

        deliver(List.of(event("customer.subscription.created", CREATED, subscription(sub, "cus", "active", items))));

        assertThat(column("""
                        select i.stripe_id from subscription_items i join subscriptions s on s.id = i.subscription_id
                        where s.stripe_id = :id order by 1""", sub)).containsExactly("si_1" + unique, "si_2" + unique, "si_3" + unique);
    }

    @Test
    void eventDeliveredAgainIsAcknowledgedAndNotHandledAgain() throws Exception {
        var created = event("customer.subscription.created", CREATED, subscription(sub, "cus", "active", List.of()));

        deliver(List.of(created, created, created));

        assertThat(outcomes(created)).containsExactly("applied");
    }

    /** Nothing can be handled while somebody else holds the slots; to be acknowledged, an event needs none of them. */
    @Test
    void acknowledgementWaitsForNeitherTheVendorNorTheHandlers() {
        var created = event("customer.subscription.created", CREATED, subscription(sub, "cus", "active", List.of()));

        transaction.executeWithoutResult(_ -> {
            jdbc.sql("select slot from webhook_slot order by slot for update")
                    .query(Integer.class)
                    .list();
            send(created);
            assertThat(outcomes(created)).isEmpty();
        });

        await().untilAsserted(() -> assertThat(outcomes(created)).containsExactly("applied"));
    }

    private void stripeAnswers(JsonNode subscription) {
        stripe.stubFor(get(urlPathEqualTo("/v1/subscriptions/" + sub)).willReturn(okJson(subscription.toString())));
    }

    private static JsonNode event(String type, long created, JsonNode object) {
        return Deliveries.payload("evt_" + UUID.randomUUID(), type, created, object);
    }

    private static String id(JsonNode event) {
        return event.path("id").stringValue();
    }

    /** One after the other, each when the one before has been handled. */
    private void deliver(List<JsonNode> events) throws Exception {
        for (JsonNode event : events) {
            send(event);
            await().until(() -> !outcomes(event).isEmpty());
        }
    }

    private void send(JsonNode event) {
        try {
            assertThat(vendor.stripe(event.toString()).statusCode()).isEqualTo(200);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> outcomes(JsonNode event) {
        return column("""
                select a.outcome from webhook_attempt a join webhook_dedup d using (seq)
                where d.event_id = :id and a.outcome <> 'failed' order by a.attempt""", id(event));
    }

    private List<String> column(String sql, String id) {
        return jdbc.sql(sql).param("id", id).query((row, _) -> row.getString(1)).list();
    }
}
