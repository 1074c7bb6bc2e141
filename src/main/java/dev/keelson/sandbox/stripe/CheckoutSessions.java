package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxStore;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Hosted Checkout sessions: made here, paid by {@link CheckoutPayment}. */
@Component
class CheckoutSessions {
    private static final String REQUESTS = "stripe.checkout_request";
    private static final Duration LIFE = Duration.ofHours(24);

    private final StripeObjects objects;
    private final SandboxStore store;
    private final CheckoutItems items;
    private final CheckoutTotals totals;
    private final Redemptions redemptions;
    private final PromotionCodes codes;
    private final SetupIntents setupIntents;
    private final StripeAddress address;

    CheckoutSessions(
            StripeObjects objects,
            SandboxStore store,
            CheckoutItems items,
            CheckoutTotals totals,
            Redemptions redemptions,
            PromotionCodes codes,
            SetupIntents setupIntents,
            StripeAddress address) {
        this.objects = objects;
        this.store = store;
        this.items = items;
        this.totals = totals;
        this.redemptions = redemptions;
        this.codes = codes;
        this.setupIntents = setupIntents;
        this.address = address;
    }

    ObjectNode create(Params params) {
        params.required("mode");
        if (params.has("discounts") && params.has("allow_promotion_codes")) {
            throw StripeError.invalid(
                    "You may only specify one of these parameters: allow_promotion_codes, discounts.");
        }
        var mode = params.choice("mode", "payment", "setup", "subscription").orElseThrow();
        var session = objects.blank(Kind.CHECKOUT_SESSION).put("mode", mode);
        var id = Json.string(session, "id");
        session.put("success_url", url(params, "success_url")).put("url", address.page("checkout/" + id));
        if (params.has("cancel_url")) {
            session.put("cancel_url", url(params, "cancel_url"));
        }
        customer(session, params);
        params.copyTexts(
                session, "client_reference_id", "locale", "payment_method_collection", "billing_address_collection");
        params.flag("allow_promotion_codes").ifPresent(allowed -> session.put("allow_promotion_codes", allowed));
        params.copyMetadata(session);
        Json.put(
                session,
                "expires_at",
                params.time("expires_at").orElseGet(() -> objects.now().plus(LIFE)));
        if (mode.equals("setup")) {
            session.put("payment_status", "no_payment_required")
                    .put("currency", params.text("currency").orElse(null));
            var intent = setupIntents.create(
                    Json.text(session, "customer").orElse(null), params.object("setup_intent_data"));
            session.put("setup_intent", Json.string(intent, "id"));
        } else {
            sell(session, params);
        }
        store.put(REQUESTS, id, params.tree());
        objects.save(session);
        return session;
    }

    private void sell(ObjectNode session, Params params) {
        var sold = items.create(params.list("line_items"));
        boolean subscription = Json.is(session, "mode", "subscription");
        if (subscription && sold.stream().noneMatch(CheckoutSessions::isRecurring)) {
            throw StripeError.invalid(
                    "You must provide at least one recurring price in `subscription` mode when using prices.");
        }
        if (subscription && !sold.stream().allMatch(CheckoutSessions::isRecurring)) {
            throw StripeError.invalid("The sandbox sells one-time prices in `payment` mode only.");
        }
        if (!subscription && sold.stream().anyMatch(CheckoutSessions::isRecurring)) {
            throw StripeError.invalid("You specified `payment` mode but passed a recurring price. Either switch to"
                    + " `subscription` mode or use only one-time prices.");
        }
        if (sold.stream().map(item -> Json.string(item, "currency")).distinct().count() > 1) {
            throw StripeError.invalid("All prices in a Checkout session must have the same currency.");
        }
        session.put("currency", Json.string(sold.getFirst(), "currency"));
        sum(session, sold, List.of(), params);
        sum(session, sold, redemptions(session, params), params);
        long total = Json.number(session, "amount_total");
        if (total != 0) {
            Currencies.chargeable(
                    total, Json.string(session, "currency"), "The Checkout Session's total amount due must add up to");
        }
    }

    private void sum(ObjectNode session, List<ObjectNode> sold, List<Redemption> redemptions, Params params) {
        totals.put(session, sold, redemptions, Json.is(session, "mode", "subscription") && hasTrial(params));
        items.keep(session, sold);
    }

    private List<Redemption> redemptions(ObjectNode session, Params params) {
        return redemptions.of(
                params,
                new Redemptions.Purchase(
                        Json.text(session, "customer").orElse(null),
                        Json.number(session, "amount_subtotal"),
                        Json.string(session, "currency")));
    }

    /** @throws StripeError where one of them has run out since */
    List<Redemption> redemptions(ObjectNode session) {
        return redemptions(session, request(session));
    }

    /**
     * The customer types in a promotion code, which takes the place of another one.
     *
     * @throws StripeError where the session takes none, or the code is not for this customer or purchase
     */
    void enter(ObjectNode session, String word) {
        if (!Json.flag(session, "allow_promotion_codes")) {
            throw StripeError.invalid("This Checkout session takes no promotion codes.");
        }
        var code = codes.active(word.strip())
                .orElseThrow(() -> StripeError.invalid("This code is invalid.").param("code"));
        var request = request(session).tree();
        request.putObject("discounts").putObject("0").put("promotion_code", Json.string(code, "id"));
        var params = Params.of(request);
        sum(session, items.of(session), redemptions(session, params), params);
        store.put(REQUESTS, Json.string(session, "id"), request);
        objects.save(session);
    }

    private static boolean hasTrial(Params params) {
        var data = params.object("subscription_data");
        return data.number("trial_period_days").orElse(0) > 0 || data.has("trial_end");
    }

    static boolean isRecurring(ObjectNode item) {
        return Prices.isRecurring((ObjectNode) item.path("price"));
    }

    private void customer(ObjectNode session, Params params) {
        if (params.has("customer") && params.has("customer_email")) {
            throw StripeError.invalid("You may only specify one of these parameters: customer, customer_email.");
        }
        if (params.has("customer")) {
            var customer = objects.named(Kind.CUSTOMER, params, "customer");
            session.put("customer", Json.string(customer, "id"));
            details(session, customer);
        }
        params.copyTexts(session, "customer_email");
    }

    static void details(ObjectNode session, ObjectNode customer) {
        var details = session.putObject("customer_details")
                .put("tax_exempt", "none")
                .putNull("business_name")
                .putNull("individual_name");
        details.putArray("tax_ids");
        for (var field : new String[] {"email", "name", "phone", "address"}) {
            details.set(field, customer.path(field).deepCopy());
        }
    }

    /** A browser is sent there, so nothing but the web. */
    private static String url(Params params, String name) {
        var url = params.required(name);
        try {
            var scheme = URI.create(url.replace("{CHECKOUT_SESSION_ID}", "id")).getScheme();
            if ("http".equals(scheme) || "https".equals(scheme)) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw StripeError.invalid("Not a valid URL").code("url_invalid").param(name);
    }

    /** What the session was made with. */
    Params request(ObjectNode session) {
        return Params.of(store.find(REQUESTS, Json.string(session, "id")).orElseGet(Json::object));
    }

    ObjectNode open(String id) {
        var session = objects.get(Kind.CHECKOUT_SESSION, id);
        if (!Json.is(session, "status", "open")) {
            throw StripeError.invalid("This Checkout session is %s and can be neither paid nor changed."
                    .formatted(Json.string(session, "status")));
        }
        return session;
    }

    ObjectNode expire(ObjectNode session) {
        session.put("status", "expired").putNull("url");
        objects.save(session, "expired");
        return session;
    }

    void complete(ObjectNode session) {
        session.put("status", "complete").putNull("url");
        objects.save(session, "completed");
    }
}
