package dev.keelson.billing;

import com.stripe.param.SubscriptionResumeParams;
import dev.keelson.audit.AuditLog;
import dev.keelson.billing.Commands.Command;
import dev.keelson.billing.RunCommand.Wish;
import dev.keelson.billing.SubscriptionViews.Subscription;
import dev.keelson.clients.ApiException;
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
 * Changes a user's subscription, one change at a time. Stripe decides; its answer is stored at once, its events confirm it. Each
 * change says how the subscription is to be, so whether it was made can be seen from the subscription itself.
 */
@Component
class ChangeSubscription implements Operation {
    private final SubscriptionViews views;
    private final RunCommand run;
    private final Commands commands;
    private final StripeApiClient stripe;
    private final Answers answers;
    private final AuditLog audit;

    ChangeSubscription(
            SubscriptionViews views,
            RunCommand run,
            Commands commands,
            StripeApiClient stripe,
            Answers answers,
            AuditLog audit) {
        this.views = views;
        this.run = run;
        this.commands = commands;
        this.stripe = stripe;
        this.answers = answers;
        this.audit = audit;
    }

    /**
     * @param answer Stripe's, with the client secret of a payment that is needed: never stored
     */
    record Changed(Subscription subscription, JsonNode answer) {
        @Override
        public String toString() {
            return "Changed[subscription=%s]".formatted(subscription.id());
        }
    }

    Subscription changeable(UserId user, UUID id) {
        var subscription = views.find(user, id).orElseThrow(ChangeSubscription::notFound);
        if (subscription.hasEnded()) {
            throw BillingProblem.SUBSCRIPTION_ENDED.because("Its status is '" + subscription.status() + "'.");
        }
        return subscription;
    }

    Changed apply(UserId user, SubscriptionChange change, @Nullable String comment) {
        var wish = Wish.of(user, this, change.stripeId(), change)
                .calling(command -> send(command, commands.request(command, SubscriptionChange.class), comment));
        var done = run.run(wish);
        return new Changed(views.find(user, change.id()).orElseThrow(ChangeSubscription::notFound), done.answer());
    }

    @Override
    public Commands.Kind kind() {
        return Commands.Kind.CHANGE_SUBSCRIPTION;
    }

    @Override
    public JsonNode send(Command command) {
        return send(command, commands.request(command, SubscriptionChange.class), null);
    }

    private JsonNode send(Command command, SubscriptionChange change, @Nullable String comment) {
        return switch (change.type()) {
            case CANCEL_NOW -> cancel(change, comment);
            case UNPAUSE ->
                stripe.resumeSubscription(
                        change.stripeId(),
                        SubscriptionResumeParams.builder()
                                .setBillingCycleAnchor(SubscriptionResumeParams.BillingCycleAnchor.NOW)
                                .addAllExpand(ClientSecret.EXPAND)
                                .build(),
                        command.idempotencyKey());
            case ITEM, CANCEL_AT_PERIOD_END, KEEP, KEEP_BEYOND_DATE ->
                stripe.updateSubscription(change.stripeId(), change.params(comment), command.idempotencyKey());
        };
    }

    /** A DELETE has no idempotency key: a repetition, be it the client's own, finds nothing that could be cancelled. */
    private JsonNode cancel(SubscriptionChange change, @Nullable String comment) {
        try {
            return stripe.cancelSubscription(change.stripeId(), change.cancelParams(comment));
        } catch (ApiException.NotFound e) {
            var now = read(change.stripeId());
            if (!change.isMade(now)) {
                throw e;
            }
            return now;
        }
    }

    @Override
    public Optional<JsonNode> find(Command command) {
        var change = commands.request(command, SubscriptionChange.class);
        return Optional.of(read(change.stripeId())).filter(change::isMade);
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
        var change = commands.request(command, SubscriptionChange.class);
        audit.record(
                command.user(),
                change.type().action(),
                change.id().toString(),
                change.type() == SubscriptionChange.Type.ITEM
                        ? Map.of(
                                "stripeId",
                                change.stripeId(),
                                "price",
                                String.valueOf(change.price()),
                                "quantity",
                                String.valueOf(change.quantity()))
                        : Map.of("stripeId", change.stripeId()));
    }

    static RuntimeException notFound() {
        return CommonProblem.NOT_FOUND.because("No such subscription.");
    }
}
