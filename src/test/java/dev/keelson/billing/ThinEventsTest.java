package dev.keelson.billing;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.WebhookSender;
import dev.keelson.webhooks.WebhookEvent;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.wiremock.spring.InjectWireMock;

/** Thin events on their whole way: received, asked for, applied. */
@KeelsonTest
class ThinEventsTest {
    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    @InjectWireMock("stripe")
    private WireMockServer stripe;

    private final String sub = "sub_" + UUID.randomUUID();
    private final WebhookEvent snapshot = Deliveries.event(
            "customer.subscription.updated",
            StripeObjects.CREATED,
            StripeObjects.subscription(sub, "cus_" + sub, "active", List.of()));
    private WebhookSender vendor = new WebhookSender(0);

    @BeforeEach
    void connect() {
        vendor = new WebhookSender(port);
    }

    private List<String> status() {
        return jdbc.sql("select coalesce(status, 'gone') from subscriptions where stripe_id = :id")
                .param("id", sub)
                .query((row, _) -> row.getString(1))
                .list();
    }

    @Test
    void objectIsFetchedAndItsSnapshotTwinIsADuplicate() throws Exception {
        stripe.stubFor(get(urlPathEqualTo("/v1/subscriptions/" + sub))
                .willReturn(okJson(StripeObjects.subscription(sub, "cus_" + sub, "past_due", List.of())
                        .toString())));

        var first = vendor.stripe(Deliveries.thin(snapshot).payload().toString());
        var twin = vendor.stripe(snapshot.payload().toString());

        assertThat(first.body()).contains("accepted");
        assertThat(twin.body()).contains("duplicate");
        await().untilAsserted(() -> assertThat(status()).containsExactly("past_due"));
    }

    @Test
    void snapshotThatCameFirstMakesTheThinOneADuplicate() throws Exception {
        var first = vendor.stripe(snapshot.payload().toString());
        var twin = vendor.stripe(Deliveries.thin(snapshot).payload().toString());

        assertThat(first.body()).contains("accepted");
        assertThat(twin.body()).contains("duplicate");
        await().untilAsserted(() -> assertThat(status()).containsExactly("active"));
    }

    @Test
    void objectThatStripeDoesNotKnowAnyMoreIsATombstone() throws Exception {
        stripe.stubFor(get(urlPathEqualTo("/v1/subscriptions/" + sub)).willReturn(jsonResponse("""
                        {"error":{"type":"invalid_request_error","code":"resource_missing","message":"No such object"}}""", 404)));

        vendor.stripe(Deliveries.thin(snapshot).payload().toString());

        await().untilAsserted(() -> assertThat(status()).containsExactly("gone"));
    }
}
