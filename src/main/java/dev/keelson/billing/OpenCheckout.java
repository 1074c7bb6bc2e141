package dev.keelson.billing;

import com.stripe.param.checkout.SessionCreateParams;
import dev.keelson.audit.AuditLog;
import dev.keelson.billing.Commands.Command;
import dev.keelson.billing.RunCommand.Done;
import dev.keelson.billing.RunCommand.Wish;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Opens a hosted Checkout: for a subscription, for a payment, or to have a card set up. A user has at most one open Checkout for
 * the same thing: asking again shows the same one, asking for it on other terms closes the one before. So nobody can pay for the
 * same thing on two pages.
 */
@Component
class OpenCheckout implements Operation {
    private final Purchases purchases;
    private final SubscriptionViews subscriptions;
    private final RunCommand run;
    private final Commands commands;
    private final StripeApiClient stripe;
    private final Answers answers;
    private final BillingSettings settings;
    private final AuditLog audit;

    OpenCheckout(
            Purchases purchases,
            SubscriptionViews subscriptions,
            RunCommand run,
            Commands commands,
            StripeApiClient stripe,
            Answers answers,
            BillingSettings settings,
            AuditLog audit) {
        this.purchases = purchases;
        this.subscriptions = subscriptions;
        this.run = run;
        this.commands = commands;
        this.stripe = stripe;
        this.answers = answers;
        this.settings = settings;
        this.audit = audit;
    }

    /** @param url a bearer link: whoever has it may pay. Never logged, never stored */
    record Checkout(UUID id, String stripeId, String url, Instant expiresAt) {
        @Override
        public String toString() {
            return "Checkout[id=%s, stripeId=%s]".formatted(id, stripeId);
        }
    }

    Checkout open(UserId user, CheckoutOrder order) {
        var wish = Wish.of(user, this, order.subject(), order).livingFor(settings.checkoutLifetime());
        var done = order.mode() == CheckoutOrder.Mode.SUBSCRIPTION
                ? run.run(wish, () -> purchases.refuseIfSubscribed(user, order.requiredPrice()))
                : run.run(wish);
        return checkout(done);
    }

    private Checkout checkout(Done done) {
        if (!isUsable(done.answer())) {
            // The outcome of an earlier request, which somebody has gone on with meanwhile.
            whenUsed(done.answer());
            throw BillingProblem.CHECKOUT_CLOSED.because("It was paid or has expired.");
        }
        return checkout(done.command().id(), done.answer());
    }

    /** The Checkout of an earlier request, read again from Stripe because its link is not stored. */
    Checkout again(UserId user, UUID id) {
        var session = commands.result(user, id)
                .map(this::read)
                .filter(this::isUsable)
                .orElseThrow(() -> BillingProblem.CHECKOUT_CLOSED.because("It was paid or has expired."));
        return checkout(id, session);
    }

    @Override
    public Commands.Kind kind() {
        return Commands.Kind.OPEN_CHECKOUT;
    }

    @Override
    public JsonNode send(Command command) {
        SessionCreateParams params =
                commands.request(command, CheckoutOrder.class).params(command);
        return stripe.createCheckoutSession(params, command.idempotencyKey());
    }

    @Override
    public Optional<JsonNode> find(Command command) {
        String customer = commands.request(command, CheckoutOrder.class).customer();
        return answers.madeBy(command, StripeObjectType.CHECKOUT_SESSION, Map.of("customer", customer));
    }

    @Override
    public JsonNode read(String id) {
        return stripe.retrieve(StripeObjectType.CHECKOUT_SESSION, id);
    }

    @Override
    public void store(Command command, JsonNode answer, Instant askedAt) {
        answers.store(MirrorTable.CHECKOUT_SESSIONS, answer, askedAt);
    }

    @Override
    public void record(Command command, JsonNode answer) {
        var order = commands.request(command, CheckoutOrder.class);
        var details = order.price() == null
                ? Map.of("mode", order.mode().sqlName())
                : Map.of("mode", order.mode().sqlName(), "price", order.price());
        audit.record(command.user(), "checkout.opened", command.id().toString(), details);
    }

    @Override
    public boolean isUsable(JsonNode session) {
        return "open".equals(StripeJson.text(session, "status"));
    }

    @Override
    public void whenUsed(JsonNode session) {
        boolean isPaid = "complete".equals(StripeJson.text(session, "status"));
        @Nullable String subscription = StripeJson.id(session, "subscription");
        if (isPaid && subscription != null && !subscriptions.isKnown(subscription)) {
            throw BillingProblem.ALREADY_SUBSCRIBED.because(
                    "It has just been paid; the subscription appears in a moment.");
        }
    }

    @Override
    public void abandon(Command command, JsonNode session) {
        try {
            stripe.expireCheckoutSession(StripeJson.required(session, "id"), command.idempotencyKey() + "-expire");
        } catch (ApiException.Refused e) {
            // It ended by itself at this moment.
            whenUsed(read(StripeJson.required(session, "id")));
        }
    }

    @Override
    public boolean onlyPrepares() {
        return true;
    }

    private static Checkout checkout(UUID id, JsonNode session) {
        Instant expiresAt = StripeJson.time(session, "expires_at");
        return new Checkout(
                id,
                StripeJson.required(session, "id"),
                StripeJson.required(session, "url"),
                expiresAt == null ? Instant.EPOCH : expiresAt);
    }
}
