package dev.keelson.sandbox.stripe;

import static dev.keelson.sandbox.stripe.StripeSandbox.number;
import static dev.keelson.sandbox.stripe.StripeSandbox.text;
import static dev.keelson.sandbox.stripe.StripeSandbox.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import dev.keelson.testing.BesideOthers;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BesideOthers
class StripeDiscountsTest {
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
    void couponIsMadeRenamedAndDeleted() {
        var mark = stripe.mark();
        var coupon = stripe.form(
                "/v1/coupons", "id", unique(), "percent_off", "25.5", "duration", "forever", "name", "Early bird");
        var id = text(coupon, "/id");

        var renamed = stripe.form("/v1/coupons/" + id, "name", "Late bird");
        var deleted = stripe.delete("/v1/coupons/" + id);

        assertThat(coupon.path("percent_off").doubleValue()).isEqualTo(25.5);
        assertThat(coupon.path("valid").booleanValue()).isTrue();
        assertThat(text(renamed, "/name")).isEqualTo("Late bird");
        assertThat(deleted.path("deleted").booleanValue()).isTrue();
        assertThat(text(stripe.get("/v1/coupons/" + id), "/error/code")).isEqualTo("resource_missing");
        assertThat(stripe.typesSince(mark)).containsExactly("coupon.created", "coupon.updated", "coupon.deleted");
    }

    @Test
    void couponHasToTakeOffSomething() {
        assertThat(error(stripe.form("/v1/coupons", "duration", "once"))).startsWith("Must provide percent_off");
        assertThat(error(stripe.form("/v1/coupons", "percent_off", "101"))).startsWith("Invalid percent_off");
        assertThat(error(stripe.form("/v1/coupons", "amount_off", "500")))
                .isEqualTo("Missing required param: currency.");
        assertThat(error(stripe.form("/v1/coupons", "percent_off", "10", "duration", "repeating")))
                .isEqualTo("Missing required param: duration_in_months.");
    }

    @Test
    void promotionCodeIsFoundByItsWord() {
        var coupon = coupon("percent_off", "10", "duration", "forever");
        var word = unique();
        var code = code(coupon, "code", word);

        var found = stripe.get("/v1/promotion_codes?active=true&code=" + word.toLowerCase(Locale.ROOT));
        var ofCoupon = stripe.get("/v1/promotion_codes?coupon=" + coupon);
        var again = stripe.form(
                "/v1/promotion_codes", "promotion[type]", "coupon", "promotion[coupon]", coupon, "code", word);
        stripe.form("/v1/promotion_codes/" + code, "active", "false");

        assertThat(text(found, "/data/0/id")).isEqualTo(code);
        assertThat(text(found, "/data/0/promotion/coupon")).isEqualTo(coupon);
        assertThat(ofCoupon.path("data")).hasSize(1);
        assertThat(text(again, "/error/code")).isEqualTo("resource_already_exists");
        assertThat(stripe.get("/v1/promotion_codes?active=true&code=" + word).path("data"))
                .isEmpty();
        assertThat(text(
                        stripe.get("/v1/promotion_codes/" + code + "?expand[]=promotion.coupon"),
                        "/promotion/coupon/object"))
                .isEqualTo("coupon");
    }

    @Test
    void discountForEverReducesEachInvoice() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");
        var coupon = coupon("percent_off", "25", "duration", "forever");
        var mark = stripe.mark();

        var subscription = subscribe(customer, "discounts[0][coupon]", coupon);
        var sequence = stripe.typesSince(mark);
        stripe.advance("P1M");

        var invoices = invoices(subscription);
        assertThat(invoices).extracting(invoice -> number(invoice, "/total")).containsExactly(2175L, 2175L);
        var first = invoices.getLast();
        assertThat(number(first, "/subtotal")).isEqualTo(2900);
        assertThat(number(first, "/total_discount_amounts/0/amount")).isEqualTo(725);
        assertThat(number(first, "/lines/data/0/discount_amounts/0/amount")).isEqualTo(725);
        assertThat(number(first, "/lines/data/0/amount")).isEqualTo(2900);
        assertThat(text(first, "/discounts/0"))
                .isEqualTo(text(first, "/total_discount_amounts/0/discount"))
                .isEqualTo(text(subscription, "/discounts/0"));
        assertThat(number(stripe.get("/v1/coupons/" + coupon), "/times_redeemed"))
                .isEqualTo(1);
        assertThat(sequence)
                .containsExactly(
                        "customer.discount.created",
                        "customer.subscription.created",
                        "customer.updated",
                        "invoice.created",
                        "invoice.finalized",
                        "payment_intent.created",
                        "charge.succeeded",
                        "payment_intent.succeeded",
                        "invoice.updated",
                        "invoice.paid",
                        "invoice.payment_succeeded",
                        "invoice_payment.paid",
                        "customer.subscription.updated",
                        "entitlements.active_entitlement_summary.updated");
    }

    @Test
    void discountForOneInvoiceEndsWithIt() throws StripeException {
        var subscription = subscribe(
                stripe.customerWithCard("pm_card_visa"),
                "discounts[0][coupon]",
                coupon("amount_off", "900", "currency", "usd", "duration", "once"));

        stripe.advance("P1M");

        assertThat(invoices(subscription))
                .extracting(invoice -> number(invoice, "/total"))
                .containsExactly(2900L, 2000L);
        assertThat(stripe.get("/v1/subscriptions/" + text(subscription, "/id")).path("discounts"))
                .isEmpty();
        stripe.awaitTypes(text(subscription, "/customer"), "customer.discount.created", "customer.discount.deleted");
    }

    @Test
    void discountForTwoMonthsEndsAfterThem() throws StripeException {
        var subscription = subscribe(
                stripe.customerWithCard("pm_card_visa"),
                "discounts[0][coupon]",
                coupon("percent_off", "50", "duration", "repeating", "duration_in_months", "2"));

        stripe.advance("P3M");

        assertThat(invoices(subscription))
                .extracting(invoice -> number(invoice, "/total"))
                .containsExactly(2900L, 2900L, 1450L, 1450L);
    }

    @Test
    void discountIsPutOnAndTakenOffALivingSubscription() throws StripeException {
        var subscription = subscribe(stripe.customerWithCard("pm_card_visa"));
        var path = "/v1/subscriptions/" + text(subscription, "/id");
        var promotionCode = code(coupon("percent_off", "10", "duration", "forever"));
        var mark = stripe.mark();

        var discounted = stripe.form(
                path, "discounts[0][promotion_code]", promotionCode, "expand[]", "discounts.promotion_code");
        var plain = stripe.form(path, "discounts", "");

        assertThat(text(discounted, "/discounts/0/promotion_code/id")).isEqualTo(promotionCode);
        assertThat(text(discounted, "/discounts/0/source/type")).isEqualTo("coupon");
        assertThat(plain.path("discounts")).isEmpty();
        assertThat(stripe.typesSince(mark))
                .containsExactly(
                        "customer.discount.created",
                        "customer.subscription.updated",
                        "customer.discount.deleted",
                        "customer.subscription.updated");
    }

    @Test
    void previewWithADiscountCostsWhatTheSubscriptionThenCosts() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");
        var coupon = coupon("percent_off", "33.3", "duration", "forever");

        var preview = stripe.form(
                "/v1/invoices/create_preview",
                "customer",
                customer.getId(),
                "discounts[0][coupon]",
                coupon,
                "subscription_details[items][0][price]",
                StripeSandbox.PRO_USD);
        var subscription = subscribe(customer, "discounts[0][coupon]", coupon);

        assertThat(number(preview, "/total"))
                .isEqualTo(1934)
                .isEqualTo(number(invoices(subscription).getFirst(), "/total"));
        assertThat(number(stripe.get("/v1/coupons/" + coupon), "/times_redeemed"))
                .isEqualTo(1);
    }

    @Test
    void prorationsAreNetOfTheDiscount() throws StripeException {
        var subscription = subscribe(
                stripe.customerWithCard("pm_card_visa"),
                "discounts[0][coupon]",
                coupon("percent_off", "50", "duration", "forever"));
        var item = text(subscription, "/items/data/0/id");
        long start = number(subscription, "/items/data/0/current_period_start");
        long end = number(subscription, "/items/data/0/current_period_end");
        var half = Long.toString((start + end) / 2);

        var preview = stripe.form(
                "/v1/invoices/create_preview",
                "subscription",
                text(subscription, "/id"),
                "subscription_details[items][0][id]",
                item,
                "subscription_details[items][0][price]",
                StripeSandbox.AGENCY_USD,
                "subscription_details[proration_behavior]",
                "always_invoice",
                "subscription_details[proration_date]",
                half);
        stripe.form(
                "/v1/subscriptions/" + text(subscription, "/id"),
                "items[0][id]",
                item,
                "items[0][price]",
                StripeSandbox.AGENCY_USD,
                "proration_behavior",
                "always_invoice",
                "proration_date",
                half);

        assertThat(number(preview, "/total")).isEqualTo(2475 - 725);
        assertThat(number(invoices(subscription).getFirst(), "/total")).isEqualTo(number(preview, "/total"));
    }

    @Test
    void usedUpCouponIsRefused() throws StripeException {
        var coupon = coupon("percent_off", "10", "duration", "once", "max_redemptions", "1");
        subscribe(stripe.customerWithCard("pm_card_visa"), "discounts[0][coupon]", coupon);

        var refused = trySubscribe(stripe.customerWithCard("pm_card_visa"), "discounts[0][coupon]", coupon);

        assertThat(text(refused, "/error/code")).isEqualTo("coupon_expired");
        assertThat(text(refused, "/error/param")).isEqualTo("discounts[0][coupon]");
        assertThat(stripe.get("/v1/coupons/" + coupon).path("valid").booleanValue())
                .isFalse();
        assertThat(text(
                        trySubscribe(stripe.customerWithCard("pm_card_visa"), "discounts[0][coupon]", "none"),
                        "/error/message"))
                .isEqualTo("No such coupon: 'none'");
    }

    @Test
    void restrictedPromotionCodeIsRefusedWithTheReason() throws StripeException {
        var coupon = coupon("percent_off", "10", "duration", "once");
        var customer = stripe.customerWithCard("pm_card_visa");
        var firstOnly = code(coupon, "restrictions[first_time_transaction]", "true");
        var large =
                code(coupon, "restrictions[minimum_amount]", "5000", "restrictions[minimum_amount_currency]", "usd");
        var others = code(coupon, "customer", stripe.customer().getId());
        var short_ = code(
                coupon, "expires_at", Long.toString(stripe.now().plusSeconds(60).getEpochSecond()));
        subscribe(customer, "discounts[0][promotion_code]", firstOnly);
        stripe.advance("61");

        var again = trySubscribe(customer, "discounts[0][promotion_code]", firstOnly);

        assertThat(text(again, "/error/code")).isEqualTo("promotion_code_customer_not_first_time");
        assertThat(error(again)).endsWith("because the associated customer has prior transactions.");
        assertThat(error(trySubscribe(customer, "discounts[0][promotion_code]", large)))
                .endsWith("does not meet the minimum amount requirement.");
        assertThat(error(trySubscribe(customer, "discounts[0][promotion_code]", others)))
                .endsWith("belongs to a different customer.");
        assertThat(error(trySubscribe(customer, "discounts[0][promotion_code]", short_)))
                .endsWith("is not active.");
    }

    @Test
    void customerEntersAPromotionCodeAtCheckout() throws StripeException {
        var customer = stripe.customer();
        var word = unique();
        code(coupon("percent_off", "20", "duration", "forever"), "code", word);
        var session = checkout(customer, "allow_promotion_codes", "true");
        var page = "/stripe/checkout/" + text(session, "/id");

        var shown = stripe.sandbox().client().get().uri(page).retrieve().body(String.class);
        var wrong = stripe.post(page + "/promotion-code?code=wrong");
        var said = stripe.post(page + "/promotion-code?code=" + word);
        var before = stripe.get("/v1/checkout/sessions/" + text(session, "/id"));
        var mark = stripe.mark();
        stripe.post(page + "/pay");

        assertThat(shown).contains("Promotion code");
        assertThat(wrong).contains("This code is invalid.");
        assertThat(said).contains("$23.20");
        assertThat(number(before, "/amount_subtotal")).isEqualTo(2900);
        assertThat(number(before, "/amount_total")).isEqualTo(2320);
        assertThat(number(before, "/total_details/amount_discount")).isEqualTo(580);
        assertThat(text(before, "/discounts/0/promotion_code")).startsWith("promo_");
        var done = stripe.get("/v1/checkout/sessions/" + text(session, "/id") + "?expand[]=subscription.discounts");
        assertThat(text(done, "/status")).isEqualTo("complete");
        assertThat(text(done, "/subscription/discounts/0/checkout_session")).isEqualTo(text(session, "/id"));
        assertThat(number(invoices(done.path("subscription")).getFirst(), "/amount_paid"))
                .isEqualTo(2320);
        assertThat(stripe.typesSince(mark)).contains("customer.discount.created", "checkout.session.completed");
    }

    @Test
    void checkoutThatADiscountMakesFreeTakesNoPayment() throws StripeException {
        var customer = stripe.customer();
        var coupon = coupon("percent_off", "100", "duration", "once");
        var session = stripe.form(
                "/v1/checkout/sessions",
                "mode",
                "payment",
                "customer",
                customer.getId(),
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
                coupon);

        stripe.post("/stripe/checkout/" + text(session, "/id") + "/pay");

        var done = stripe.get("/v1/checkout/sessions/" + text(session, "/id"));
        assertThat(text(done, "/payment_status")).isEqualTo("no_payment_required");
        assertThat(done.path("payment_intent").isNull()).isTrue();
        assertThat(number(stripe.get("/v1/coupons/" + coupon), "/times_redeemed"))
                .isEqualTo(1);
    }

    @Test
    void checkoutTakesEitherADiscountOrACode() throws StripeException {
        var refused = checkout(
                stripe.customer(),
                "allow_promotion_codes",
                "true",
                "discounts[0][coupon]",
                coupon("percent_off", "5", "duration", "once"));

        assertThat(error(refused))
                .isEqualTo("You may only specify one of these parameters: allow_promotion_codes, discounts.");
    }

    private JsonNode checkout(Customer customer, String... more) {
        return stripe.form(
                "/v1/checkout/sessions",
                with(
                        more,
                        "mode",
                        "subscription",
                        "customer",
                        customer.getId(),
                        "success_url",
                        "https://shop.example.com",
                        "line_items[0][price]",
                        StripeSandbox.PRO_USD,
                        "line_items[0][quantity]",
                        "1"));
    }

    private JsonNode subscribe(Customer customer, String... more) {
        var subscription = trySubscribe(customer, more);
        assertThat(text(subscription, "/status")).isEqualTo("active");
        return subscription;
    }

    private JsonNode trySubscribe(Customer customer, String... more) {
        return stripe.form(
                "/v1/subscriptions",
                with(more, "customer", customer.getId(), "items[0][price]", StripeSandbox.PRO_USD));
    }

    private String coupon(String... params) {
        return text(stripe.form("/v1/coupons", params), "/id");
    }

    private String code(String coupon, String... more) {
        return text(
                stripe.form(
                        "/v1/promotion_codes", with(more, "promotion[type]", "coupon", "promotion[coupon]", coupon)),
                "/id");
    }

    private List<JsonNode> invoices(JsonNode subscription) {
        return stripe.get("/v1/invoices?subscription=" + text(subscription, "/id"))
                .path("data")
                .valueStream()
                .toList();
    }

    private static String unique() {
        return "T" + UUID.randomUUID().toString().substring(0, 8).toUpperCase(Locale.ROOT);
    }

    private static String error(JsonNode answer) {
        return text(answer, "/error/message");
    }
}
