package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxStore;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** What happens when a customer submits a Checkout page. The subscription is made after the payment, as since basil. */
@Component
class CheckoutPayment {
    /** The intent that earlier attempts of a session were made with. */
    private static final String INTENTS = "stripe.checkout_intent";

    private final StripeObjects objects;
    private final SandboxStore store;
    private final CheckoutSessions sessions;
    private final CheckoutItems items;
    private final Customers customers;
    private final PaymentMethods methods;
    private final Payments payments;
    private final SetupIntents setupIntents;
    private final SubscriptionItems subscriptionItems;
    private final Subscriptions subscriptions;
    private final NewSubscription newSubscription;
    private final InvoiceCollection collection;
    private final Discounts discounts;
    private final Redemptions redemptions;

    CheckoutPayment(
            StripeObjects objects,
            SandboxStore store,
            CheckoutSessions sessions,
            CheckoutItems items,
            Customers customers,
            PaymentMethods methods,
            Payments payments,
            SetupIntents setupIntents,
            SubscriptionItems subscriptionItems,
            Subscriptions subscriptions,
            NewSubscription newSubscription,
            InvoiceCollection collection,
            Discounts discounts,
            Redemptions redemptions) {
        this.objects = objects;
        this.store = store;
        this.sessions = sessions;
        this.items = items;
        this.customers = customers;
        this.methods = methods;
        this.payments = payments;
        this.setupIntents = setupIntents;
        this.subscriptionItems = subscriptionItems;
        this.subscriptions = subscriptions;
        this.newSubscription = newSubscription;
        this.collection = collection;
        this.discounts = discounts;
        this.redemptions = redemptions;
    }

    /**
     * @return the session as it is then: {@code complete} where it was paid, else still {@code open}
     * @throws StripeError where it is not open
     */
    ObjectNode submit(String id, Outcome outcome, TestCard card) {
        var session = sessions.open(id);
        switch (Json.string(session, "mode")) {
            case "setup" -> setUp(session, outcome, card);
            case "payment" -> pay(session, outcome, card);
            default -> subscribe(session, outcome, card);
        }
        return objects.get(Kind.CHECKOUT_SESSION, id);
    }

    private void setUp(ObjectNode session, Outcome outcome, TestCard card) {
        var intent = objects.get(Kind.SETUP_INTENT, Json.string(session, "setup_intent"));
        var customer = customer(session);
        intent.put("customer", customer);
        setupIntents.attempt(intent, methods.create(card), outcome);
        finishWhenPaid(session, outcome, "no_payment_required");
    }

    private void pay(ObjectNode session, Outcome outcome, TestCard card) {
        var customer = customer(session);
        var used = sessions.redemptions(session);
        boolean free = Json.number(session, "amount_total") == 0;
        if (!free) {
            charge(session, customer, outcome, card);
        }
        if (outcome == Outcome.PAY) {
            used.forEach(redemptions::count);
        }
        finishWhenPaid(session, outcome, free ? "no_payment_required" : "paid");
    }

    private void charge(ObjectNode session, String customer, Outcome outcome, TestCard card) {
        var intent = intent(session, customer);
        var method = methods.create(card);
        payments.attempt(intent, method, outcome);
        if (outcome == Outcome.PAY) {
            if (!Json.isNull(intent, "setup_future_usage")) {
                methods.attach(Json.string(method, "id"), customer);
            }
            session.put("payment_intent", Json.string(intent, "id"));
        }
    }

    private void subscribe(ObjectNode session, Outcome outcome, TestCard card) {
        var customer = customer(session);
        boolean free = Json.number(session, "amount_total") == 0;
        if (outcome != Outcome.PAY) {
            if (!free) {
                payments.attempt(intent(session, customer), methods.create(card), outcome);
            }
            finishWhenPaid(session, outcome, "unpaid");
            return;
        }
        var method = methods.attach(Json.string(methods.create(card), "id"), customer);
        var subscription = subscriptions.blank(customer, subscriptionItems.create(recurring(session), "line_items"));
        newSubscription.describe(subscription, sessions.request(session).object("subscription_data"));
        discounts.add(subscription, sessions.redemptions(session), Json.string(session, "id"));
        subscription.put("default_payment_method", Json.string(method, "id"));
        var intent = free ? Optional.<ObjectNode>empty() : Optional.of(intent(session, customer));
        var invoice = subscriptions.start(subscription, intent.orElse(null));
        collection.pay(invoice, method, outcome);
        session.put("subscription", Json.string(subscription, "id")).put("invoice", Json.string(invoice, "id"));
        finishWhenPaid(session, outcome, free ? "no_payment_required" : "paid");
    }

    private void finishWhenPaid(ObjectNode session, Outcome outcome, String paymentStatus) {
        if (outcome == Outcome.PAY) {
            session.put("payment_status", paymentStatus);
            sessions.complete(session);
        } else {
            objects.save(session);
        }
    }

    /** The session's customer, made now where it has none yet. */
    private String customer(ObjectNode session) {
        var known = Json.text(session, "customer");
        if (known.isPresent()) {
            return known.get();
        }
        var customer = customers
                .blank()
                .put("email", Json.text(session, "customer_email").orElse("buyer@example.com"));
        objects.create(customer);
        session.put("customer", Json.string(customer, "id"));
        CheckoutSessions.details(session, customer);
        return Json.string(customer, "id");
    }

    /** One intent for all attempts. */
    private ObjectNode intent(ObjectNode session, String customer) {
        var id = Json.string(session, "id");
        return store.find(INTENTS, id)
                .map(known -> objects.get(Kind.PAYMENT_INTENT, Json.string(known, "intent"))
                        .put("amount", Json.number(session, "amount_total")))
                .orElseGet(() -> {
                    var intent = payments.create(
                            Json.number(session, "amount_total"),
                            Json.string(session, "currency"),
                            details(session, customer));
                    store.put(INTENTS, id, Json.object().put("intent", Json.string(intent, "id")));
                    return intent;
                });
    }

    private ObjectNode details(ObjectNode session, String customer) {
        var details = Json.object().put("customer", customer);
        if (Json.is(session, "mode", "subscription")) {
            return details.put("setup_future_usage", "off_session").put("description", "Subscription creation");
        }
        var data = sessions.request(session).object("payment_intent_data");
        data.copyTexts(details, "description", "receipt_email", "setup_future_usage", "statement_descriptor");
        details.putObject("metadata");
        data.copyMetadata(details);
        return details;
    }

    private List<Params> recurring(ObjectNode session) {
        return items.of(session).stream()
                .filter(CheckoutSessions::isRecurring)
                .map(item -> Params.of(Json.object()
                        .put("price", Json.string(item, "price", "id"))
                        .put("quantity", Long.toString(Json.number(item, "quantity")))))
                .toList();
    }
}
