package dev.keelson.sandbox.stripe;

import static dev.keelson.sandbox.stripe.StripeSandbox.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.exception.StripeException;
import dev.keelson.testing.BesideOthers;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Everything that the stand-in says is held against what Stripe's own objects look like. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BesideOthers
class StripeShapesTest {
    private static final List<String> WITH_EVENTS = List.of(
            "billing.meter",
            "charge",
            "checkout.session",
            "coupon",
            "customer",
            "discount",
            "dispute",
            "entitlements.active_entitlement_summary",
            "invoice",
            "invoice_payment",
            "invoiceitem",
            "payment_intent",
            "payment_method",
            "price",
            "product",
            "promotion_code",
            "refund",
            "setup_intent",
            "subscription",
            "subscription_schedule",
            "tax_id");

    private final StripeSchema schema = new StripeSchema();
    private StripeSandbox stripe;
    private List<JsonNode> events;

    @BeforeAll
    void live() throws StripeException {
        stripe = new StripeSandbox();
        subscribe();
        check();
        pay();
        catalogue();
        events = all();
        var mark = stripe.mark();
        // What is older than 30 days is forgotten.
        stripe.advance("P29D");
        events.addAll(stripe.eventsSince(mark));
        mark = stripe.mark();
        stripe.advance("P20D");
        events.addAll(stripe.eventsSince(mark));
    }

    private List<JsonNode> all() {
        var page = stripe.get("/v1/events?limit=100");
        var all = new ArrayList<>(page.path("data").valueStream().toList());
        while (page.path("has_more").booleanValue()) {
            page = stripe.get("/v1/events?limit=100&starting_after=" + text(all.getLast(), "/id"));
            page.path("data").valueStream().forEach(all::add);
        }
        return all;
    }

    @AfterAll
    void stop() {
        stripe.close();
    }

    @Test
    void everyEventsObjectHasTheShapeOfStripes() {
        var problems = new TreeSet<String>();
        for (var event : events) {
            var object = event.at("/data/object");
            schema.problems(object).forEach(problem -> problems.add(problem + " in " + text(event, "/type")));
        }

        assertThat(problems).isEmpty();
    }

    @Test
    void everyKindHasBeenSeenInAnEvent() {
        assertThat(events.stream()
                        .map(event -> text(event, "/data/object/object"))
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(WITH_EVENTS);
    }

    @Test
    void whatIsOnlyReadHasTheShapeOfStripesToo() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa").getId();
        var subscription =
                stripe.form("/v1/subscriptions", "customer", customer, "items[0][price]", StripeSandbox.PRO_USD);
        var meter = text(stripe.get("/v1/billing/meters"), "/data/0/id");
        long minute = stripe.now().getEpochSecond() / 60 * 60;
        var session = stripe.checkout(stripe.customer(), StripeSandbox.PRO_USD).getId();
        var read = List.of(
                stripe.get("/v1/products/prod_pro/features").at("/data/0"),
                stripe.get("/v1/entitlements/features").at("/data/0"),
                stripe.get("/v1/entitlements/active_entitlements?customer=" + customer)
                        .at("/data/0"),
                stripe.form("/v1/billing_portal/sessions", "customer", customer),
                stripe.get("/v1/billing/meters/%s/event_summaries?customer=%s&start_time=%d&end_time=%d"
                                .formatted(meter, customer, minute - 60, minute))
                        .at("/data/0"),
                stripe.form(
                        "/v1/billing/meter_events",
                        "event_name",
                        "posts",
                        "payload[stripe_customer_id]",
                        customer,
                        "payload[value]",
                        "3",
                        "identifier",
                        "shape"),
                stripe.form(
                        "/v1/billing/meter_event_adjustments",
                        "event_name",
                        "posts",
                        "type",
                        "cancel",
                        "cancel[identifier]",
                        "shape"),
                stripe.get("/v1/checkout/sessions/" + session + "/line_items").at("/data/0"),
                stripe.get("/v1/subscription_items/" + text(subscription, "/items/data/0/id")),
                stripe.get("/v1/invoices/" + text(subscription, "/latest_invoice") + "/lines")
                        .at("/data/0"),
                stripe.form(
                        "/v1/invoices/create_preview",
                        "customer",
                        customer,
                        "subscription_details[items][0][price]",
                        StripeSandbox.PRO_USD));

        assertThat(read)
                .allSatisfy(object -> assertThat(schema.problems(object)).isEmpty());
    }

    private void subscribe() throws StripeException {
        var coupon = text(stripe.form("/v1/coupons", "percent_off", "20", "duration", "forever"), "/id");
        var once = text(stripe.form("/v1/coupons", "amount_off", "100", "currency", "usd", "duration", "once"), "/id");
        var code = text(
                stripe.form("/v1/promotion_codes", "promotion[type]", "coupon", "promotion[coupon]", coupon), "/id");
        var customer = stripe.customerWithCard("pm_card_visa");
        stripe.form("/v1/customers/%s/tax_ids".formatted(customer.getId()), "type", "eu_vat", "value", "DE123456789");
        var subscription = stripe.form(
                "/v1/subscriptions",
                "customer",
                customer.getId(),
                "items[0][price]",
                StripeSandbox.PRO_USD,
                "discounts[0][promotion_code]",
                code,
                "discounts[1][coupon]",
                once);
        stripe.form(
                "/v1/subscriptions/" + text(subscription, "/id"),
                "items[0][id]",
                text(subscription, "/items/data/0/id"),
                "items[0][price]",
                StripeSandbox.AGENCY_USD);
        stripe.form("/v1/subscriptions/" + text(subscription, "/id"), "cancel_at_period_end", "true");
        stripe.subscribe(stripe.customerWithCard("pm_card_chargeCustomerFail"), StripeSandbox.PRO_USD);
        var late = stripe.customerWithCard("pm_card_visa");
        stripe.subscribe(late, StripeSandbox.STARTER_USD);
        stripe.post(
                "/stripe/sandbox/customers/" + late.getId() + "/next-payment",
                "{\"outcome\": \"decline\", \"times\": 9}");
        for (var missing : List.of("pause", "cancel", "create_invoice")) {
            stripe.form(
                    "/v1/subscriptions",
                    "customer",
                    stripe.customer().getId(),
                    "items[0][price]",
                    StripeSandbox.PRO_USD,
                    "trial_period_days",
                    "7",
                    "payment_behavior",
                    "default_incomplete",
                    "trial_settings[end_behavior][missing_payment_method]",
                    missing);
        }
        var planned = stripe.subscribe(stripe.customerWithCard("pm_card_visa"), StripeSandbox.PRO_USD);
        stripe.form("/v1/subscription_schedules", "from_subscription", planned.getId());
        var paused = stripe.subscribe(stripe.customerWithCard("pm_card_visa"), StripeSandbox.PRO_USD);
        stripe.form(
                "/v1/subscriptions/" + paused.getId(),
                "pause_collection[behavior]",
                "void",
                "cancellation_details[comment]",
                "Too much",
                "metadata[a]",
                "b");
        stripe.delete("/v1/subscriptions/" + paused.getId() + "?prorate=true");
    }

    private void check() throws StripeException {
        var subscription =
                stripe.checkout(stripe.customer(), StripeSandbox.PRO_USD).getId();
        stripe.post("/stripe/checkout/" + subscription + "/decline");
        stripe.post("/stripe/checkout/" + subscription + "/authenticate");
        stripe.post("/stripe/checkout/" + subscription + "/pay");
        stripe.checkout(stripe.customer(), StripeSandbox.PRO_USD);
        var coupon = text(stripe.form("/v1/coupons", "percent_off", "20", "duration", "forever"), "/id");
        var payment = text(
                stripe.form(
                        "/v1/checkout/sessions",
                        "mode",
                        "payment",
                        "success_url",
                        "https://shop.example.com",
                        "line_items[0][price_data][currency]",
                        "eur",
                        "line_items[0][price_data][unit_amount]",
                        "1200",
                        "line_items[0][price_data][product_data][name]",
                        "A thing",
                        "line_items[0][quantity]",
                        "1",
                        "discounts[0][coupon]",
                        coupon),
                "/id");
        stripe.post("/stripe/checkout/" + payment + "/pay");
        var setup = text(
                stripe.form(
                        "/v1/checkout/sessions",
                        "mode",
                        "setup",
                        "customer",
                        stripe.customer().getId(),
                        "success_url",
                        "https://shop.example.com"),
                "/id");
        stripe.post("/stripe/checkout/" + setup + "/decline");
        stripe.post("/stripe/checkout/" + setup + "/pay");
    }

    private void pay() throws StripeException {
        for (var card : List.of(
                "pm_card_visa",
                "pm_card_radarBlock",
                "pm_card_createDispute",
                "pm_card_createDisputeInquiry",
                "pm_card_threeDSecure2Required")) {
            intent(card);
        }
        for (var card : List.of("pm_card_refundFail", "pm_card_pendingRefund")) {
            stripe.form("/v1/refunds", "payment_intent", text(intent(card), "/id"));
        }
        stripe.advance("10");
        var dispute = text(stripe.get("/v1/disputes"), "/data/0/id");
        stripe.form("/v1/disputes/" + dispute, "evidence[uncategorized_text]", "It was them.");
        var customer = stripe.customer().getId();
        var method = text(stripe.form("/v1/payment_methods/pm_card_visa/attach", "customer", customer), "/id");
        stripe.form("/v1/payment_methods/" + method, "card[exp_year]", "2036");
        stripe.form("/v1/payment_methods/" + method + "/detach");
        stripe.form("/v1/setup_intents", "customer", customer, "payment_method", "pm_card_visa", "confirm", "true");
        stripe.delete("/v1/customers/" + customer);
    }

    private JsonNode intent(String card) {
        return stripe.form(
                "/v1/payment_intents", "amount", "2000", "currency", "usd", "payment_method", card, "confirm", "true");
    }

    private void catalogue() {
        var product = text(stripe.form("/v1/products", "name", "Short-lived", "description", "A thing"), "/id");
        stripe.form("/v1/products/" + product, "name", "Shorter-lived");
        stripe.delete("/v1/products/" + product);
        var coupon = text(stripe.form("/v1/coupons", "percent_off", "2.5", "duration", "once"), "/id");
        stripe.form("/v1/coupons/" + coupon, "name", "Little");
        stripe.delete("/v1/coupons/" + coupon);
        var meter = text(
                stripe.form(
                        "/v1/billing/meters",
                        "display_name",
                        "Posts",
                        "event_name",
                        "posts",
                        "default_aggregation[formula]",
                        "sum"),
                "/id");
        stripe.form("/v1/billing/meters/" + meter, "display_name", "Published posts");
    }
}
