package dev.keelson.sandbox.stripe;

import static dev.keelson.sandbox.stripe.StripeSandbox.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.exception.StripeException;
import dev.keelson.testing.BesideOthers;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BesideOthers
class StripeEntitlementsTest {
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
    void customerHasTheFeaturesOfWhatTheyPayFor() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");
        var mark = stripe.mark();

        var subscription = stripe.subscribe(customer, StripeSandbox.PRO_USD);
        var active = active(customer.getId(), "&expand[]=data.feature");
        stripe.delete("/v1/subscriptions/" + subscription.getId());

        assertThat(text(active, "/data/0/lookup_key")).isEqualTo("priority_support");
        assertThat(text(active, "/data/0/feature/name")).isEqualTo("Priority support");
        assertThat(active(customer.getId(), "").path("data")).isEmpty();
        var summaries = stripe.eventsSince(mark).stream()
                .filter(event -> text(event, "/type").equals("entitlements.active_entitlement_summary.updated"))
                .toList();
        assertThat(summaries).hasSize(2);
        assertThat(text(summaries.getFirst(), "/data/object/customer")).isEqualTo(customer.getId());
        assertThat(summaries.getFirst().at("/data/object/entitlements/data")).hasSize(1);
        assertThat(summaries.getFirst().at("/data/previous_attributes/entitlements/data"))
                .isEmpty();
        assertThat(summaries.getLast().at("/data/object/entitlements/data")).isEmpty();
        assertThat(stripe.typesSince(mark))
                .containsSubsequence(
                        "customer.subscription.created",
                        "customer.subscription.updated",
                        "entitlements.active_entitlement_summary.updated",
                        "customer.subscription.deleted",
                        "entitlements.active_entitlement_summary.updated");
    }

    @Test
    void cheaperPlanTakesTheFeatureAway() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");
        var subscription = stripe.subscribe(customer, StripeSandbox.AGENCY_USD);

        stripe.form(
                "/v1/subscriptions/" + subscription.getId(),
                "items[0][id]",
                subscription.getItems().getData().getFirst().getId(),
                "items[0][price]",
                StripeSandbox.STARTER_USD);

        assertThat(active(customer.getId(), "").path("data")).isEmpty();
    }

    @Test
    void summaryShowsTenAndTheListAll() throws StripeException {
        var product = text(stripe.form("/v1/products", "name", "Everything"), "/id");
        var price = text(
                stripe.form(
                        "/v1/prices",
                        "product",
                        product,
                        "currency",
                        "usd",
                        "unit_amount",
                        "1000",
                        "recurring[interval]",
                        "month"),
                "/id");
        for (int i = 0; i < 12; i++) {
            attach(product, feature());
        }
        var customer = stripe.customerWithCard("pm_card_visa");

        stripe.subscribe(customer, price);

        var summary = stripe.awaitEvent("entitlements.active_entitlement_summary.updated", customer.getId())
                .at("/data/object");
        assertThat(summary.at("/entitlements/data")).hasSize(10);
        assertThat(summary.at("/entitlements/has_more").booleanValue()).isTrue();
        assertThat(active(customer.getId(), "&limit=100").path("data")).hasSize(12);
        assertThat(active(customer.getId(), "").path("has_more").booleanValue()).isTrue();
    }

    @Test
    void featureAddedToAProductReachesItsCustomers() throws StripeException {
        var product = text(stripe.form("/v1/products", "name", "Small"), "/id");
        var price = text(
                stripe.form(
                        "/v1/prices",
                        "product",
                        product,
                        "currency",
                        "usd",
                        "unit_amount",
                        "1000",
                        "recurring[interval]",
                        "month"),
                "/id");
        var customer = stripe.customerWithCard("pm_card_visa");
        stripe.subscribe(customer, price);
        var feature = feature();

        var attached = attach(product, feature);
        var had = active(customer.getId(), "");
        var again = stripe.form("/v1/products/" + product + "/features", "entitlement_feature", feature);
        var listed = stripe.get("/v1/products/" + product + "/features");
        var detached = stripe.delete("/v1/products/" + product + "/features/" + text(attached, "/id"));

        assertThat(text(had, "/data/0/feature")).isEqualTo(feature);
        assertThat(text(again, "/error/message")).contains("already been attached");
        assertThat(text(listed, "/data/0/entitlement_feature/id")).isEqualTo(feature);
        assertThat(detached.path("deleted").booleanValue()).isTrue();
        assertThat(active(customer.getId(), "").path("data")).isEmpty();
    }

    @Test
    void featureIsRenamedAndArchived() {
        var feature = feature();

        var renamed = stripe.form("/v1/entitlements/features/" + feature, "name", "Other", "active", "false");
        var key = text(renamed, "/lookup_key");

        assertThat(text(renamed, "/name")).isEqualTo("Other");
        assertThat(stripe.get("/v1/entitlements/features?lookup_key=" + key).path("data"))
                .isEmpty();
        assertThat(stripe.get("/v1/entitlements/features?archived=true&lookup_key=" + key)
                        .path("data"))
                .hasSize(1);
        assertThat(text(stripe.form("/v1/entitlements/features", "name", "Twice", "lookup_key", key), "/error/code"))
                .isEqualTo("resource_already_exists");
    }

    private JsonNode active(String customer, String more) {
        return stripe.get("/v1/entitlements/active_entitlements?customer=" + customer + more);
    }

    private JsonNode attach(String product, String feature) {
        return stripe.form("/v1/products/" + product + "/features", "entitlement_feature", feature);
    }

    private String feature() {
        return text(
                stripe.form("/v1/entitlements/features", "name", "A feature", "lookup_key", "f" + UUID.randomUUID()),
                "/id");
    }
}
