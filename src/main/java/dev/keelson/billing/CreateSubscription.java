package dev.keelson.billing;

import com.stripe.param.SubscriptionCreateParams;
import com.stripe.param.SubscriptionCreateParams.PaymentSettings.SaveDefaultPaymentMethod;
import dev.keelson.audit.AuditLog;
import dev.keelson.billing.Commands.Command;
import dev.keelson.billing.RunCommand.Wish;
import dev.keelson.billing.SubscriptionViews.Subscription;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Makes a subscription whose first payment Stripe.js completes with the customer. There is at most one on a price: as long as its
 * first payment is open, asking for the same again shows the same one, and asking on other terms is refused, because only the
 * user knows which of the two is meant.
 */
@Component
class CreateSubscription implements Operation {
    private final Purchases purchases;
    private final Trials trials;
    private final PromotionCodes promotionCodes;
    private final EnsureCustomer customer;
    private final SubscriptionViews views;
    private final RunCommand run;
    private final Commands commands;
    private final StripeApiClient stripe;
    private final Answers answers;
    private final AuditLog audit;

    CreateSubscription(
            Purchases purchases,
            Trials trials,
            PromotionCodes promotionCodes,
            EnsureCustomer customer,
            SubscriptionViews views,
            RunCommand run,
            Commands commands,
            StripeApiClient stripe,
            Answers answers,
            AuditLog audit) {
        this.purchases = purchases;
        this.trials = trials;
        this.promotionCodes = promotionCodes;
        this.customer = customer;
        this.views = views;
        this.run = run;
        this.commands = commands;
        this.stripe = stripe;
        this.answers = answers;
        this.audit = audit;
    }

    /** @param priceId our id of the price, or Stripe's */
    record Order(
            String priceId,
            long quantity,
            @Nullable Integer trialDays,
            @Nullable String promotionCode) {}

    /** With Stripe's ids. */
    record Request(
            String customer,
            String price,
            long quantity,
            @Nullable Integer trialDays,
            @Nullable String promotionCode) {}

    /**
     * @param command by which it can be read again
     * @param clientSecret where the customer has to pay, or to set up a card
     */
    record Made(
            UUID command,
            Subscription subscription,
            @Nullable ClientSecret clientSecret) {}

    Made make(UserId user, Order order) {
        var price = purchases.subscribable(order.priceId());
        purchases.refuseIfSubscribed(user, price.stripeId());
        trials.check(user, price, order.trialDays());
        String customerId = customer.of(user).stripeId();
        var request = new Request(
                customerId,
                price.stripeId(),
                order.quantity(),
                order.trialDays(),
                promotionCodes.find(order.promotionCode(), customerId));
        var done = run.run(
                Wish.of(user, this, price.stripeId(), request),
                () -> purchases.refuseIfSubscribed(user, price.stripeId()));
        return made(user, done.command().id(), done.answer());
    }

    /** The subscription of an earlier request, as it is now. */
    Made again(UserId user, UUID command) {
        return made(user, command, read(commands.made(user, command)));
    }

    private Made made(UserId user, UUID command, JsonNode subscription) {
        var stored = views.findByStripeId(user, StripeJson.required(subscription, "id"))
                .orElseThrow(() -> CommonProblem.CONFLICT.because("The customer was changed at the same time."));
        return new Made(command, stored, ClientSecret.of(subscription));
    }

    @Override
    public Commands.Kind kind() {
        return Commands.Kind.CREATE_SUBSCRIPTION;
    }

    @Override
    public JsonNode send(Command command) {
        var request = commands.request(command, Request.class);
        var params = SubscriptionCreateParams.builder()
                .setCustomer(request.customer())
                .addItem(SubscriptionCreateParams.Item.builder()
                        .setPrice(request.price())
                        .setQuantity(request.quantity())
                        .build())
                .setPaymentBehavior(SubscriptionCreateParams.PaymentBehavior.DEFAULT_INCOMPLETE)
                .setPaymentSettings(SubscriptionCreateParams.PaymentSettings.builder()
                        .setSaveDefaultPaymentMethod(SaveDefaultPaymentMethod.ON_SUBSCRIPTION)
                        .build())
                .putMetadata(CustomerObject.USER_ID, command.requiredUser().toString())
                .putMetadata(Commands.COMMAND_ID, command.id().toString())
                .addAllExpand(ClientSecret.EXPAND);
        if (request.trialDays() != null) {
            params.setTrialPeriodDays(request.trialDays().longValue());
        }
        if (request.promotionCode() != null) {
            params.addDiscount(SubscriptionCreateParams.Discount.builder()
                    .setPromotionCode(request.promotionCode())
                    .build());
        }
        return stripe.createSubscription(params.build(), command.idempotencyKey());
    }

    @Override
    public Optional<JsonNode> find(Command command) {
        String of = commands.request(command, Request.class).customer();
        return answers.madeBy(command, StripeObjectType.SUBSCRIPTION, Map.of("customer", of))
                .map(found -> read(StripeJson.required(found, "id")));
    }

    @Override
    public JsonNode read(String id) {
        return stripe.retrieveExpanded(StripeObjectType.SUBSCRIPTION, id, ClientSecret.EXPAND);
    }

    @Override
    public void store(Command command, JsonNode answer, Instant askedAt) {
        answers.store(MirrorTable.SUBSCRIPTIONS, answer, askedAt);
    }

    @Override
    public void record(Command command, JsonNode answer) {
        audit.record(
                command.user(),
                "subscription.created",
                StripeJson.required(answer, "id"),
                Map.of("price", command.subject()));
    }

    @Override
    public boolean isUsable(JsonNode subscription) {
        return "incomplete".equals(StripeJson.text(subscription, "status"));
    }

    /** It became live, and its event is on its way: the next look at the price must find it. */
    @Override
    public void whenUsed(JsonNode subscription) {
        String status = StripeJson.text(subscription, "status");
        if (status != null && Subscriptions.LIVE.contains(status)) {
            throw BillingProblem.ALREADY_SUBSCRIBED.because("Its first payment has just been made.");
        }
    }

    /** Its payment may arrive at this moment: then it must not end. */
    @Override
    public void abandon(Command command, JsonNode subscription) {
        throw BillingProblem.FIRST_PAYMENT_OPEN.because(
                "A subscription on this price was asked for on other terms, or in another way, and waits for its payment.");
    }

    @Override
    public boolean onlyPrepares() {
        return true;
    }
}
