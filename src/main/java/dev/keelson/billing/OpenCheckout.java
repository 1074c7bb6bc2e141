package dev.keelson.billing;

import com.stripe.param.checkout.SessionCreateParams;
import dev.keelson.audit.AuditLog;
import dev.keelson.billing.Commands.Command;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Opens a hosted Checkout for a subscription. A user has at most one open Checkout for a price: asking again shows the same
 * one, asking for something else closes the one before. So nobody can pay for the same thing on two pages.
 */
@Component
class OpenCheckout {
    private static final int BAD_REQUEST = 400;
    /** One Checkout may have to be closed first, and that one may have ended meanwhile. */
    private static final int ROUNDS = 3;

    private final Catalogue catalogue;
    private final SubscriptionViews subscriptions;
    private final EnsureCustomer customer;
    private final Commands commands;
    private final StripeApiClient stripe;
    private final BillingSettings settings;
    private final AuditLog audit;
    private final JsonMapper json;

    OpenCheckout(
            Catalogue catalogue,
            SubscriptionViews subscriptions,
            EnsureCustomer customer,
            Commands commands,
            StripeApiClient stripe,
            BillingSettings settings,
            AuditLog audit,
            JsonMapper json) {
        this.catalogue = catalogue;
        this.subscriptions = subscriptions;
        this.customer = customer;
        this.commands = commands;
        this.stripe = stripe;
        this.settings = settings;
        this.audit = audit;
        this.json = json;
    }

    /** Where a customer goes from Checkout. */
    record Returns(String success, String cancel) {}

    /** @param url a bearer link: whoever has it may pay. Never logged, never stored */
    record Checkout(UUID id, String stripeId, String url, Instant expiresAt) {
        @Override
        public String toString() {
            return "Checkout[id=%s, stripeId=%s]".formatted(id, stripeId);
        }
    }

    /** All that a session is made from, as Stripe must be told it again if it has to be told again. */
    record Request(String customer, String price, long quantity, String successUrl, String cancelUrl) {}

    Checkout subscribe(UserId user, String priceId, long quantity, Returns returns) {
        var price = catalogue
                .findSubscribable(priceId)
                .orElseThrow(() -> BillingProblem.PRICE_NOT_AVAILABLE.because("No such price is on sale."));
        if (subscriptions.isSubscribed(user, price.stripeId())) {
            throw BillingProblem.ALREADY_SUBSCRIBED.because("You have a subscription on this price already.");
        }
        var wanted = new Request(
                customer.of(user).stripeId(), price.stripeId(), quantity, returns.success(), returns.cancel());
        for (int round = 0; round < ROUNDS; round++) {
            var command = commands.claim(
                    user, Commands.Kind.OPEN_CHECKOUT, price.stripeId(), wanted, settings.checkoutLifetime());
            var open = open(user, command, wanted);
            if (open.isPresent()) {
                return open.get();
            }
        }
        throw CommonProblem.CONFLICT.because("Another Checkout for this price was opened at the same time.");
    }

    /** The Checkout of an earlier request, read again from Stripe because its link is not stored. */
    Checkout again(UserId user, UUID id) {
        var session = commands.result(user, id)
                .map(stripeId -> stripe.retrieve(StripeObjectType.CHECKOUT_SESSION, stripeId))
                .filter(found -> status(found).equals("open"))
                .orElseThrow(() -> BillingProblem.CHECKOUT_CLOSED.because("It was paid or has expired."));
        return checkout(id, session);
    }

    /** Empty where the command has come to an end and another one may be written. */
    private Optional<Checkout> open(UserId user, Command command, Request wanted) {
        var request = json.treeToValue(command.request(), Request.class);
        JsonNode session;
        try {
            session = command.stripeId() == null
                    ? create(user, command, request)
                    : stripe.retrieve(StripeObjectType.CHECKOUT_SESSION, command.stripeId());
        } catch (ApiException.Conflict e) {
            throw Commands.inProgress(e);
        } catch (ApiException.Refused e) {
            if (e.failure().status() == BAD_REQUEST) {
                // Stripe keeps no answer of a request that was not valid, so nothing was made under this key.
                commands.close(command);
                if (!request.equals(wanted)) {
                    return Optional.empty();
                }
            }
            throw e;
        }
        return switch (status(session)) {
            case "open" -> {
                if (request.equals(wanted)) {
                    yield Optional.of(checkout(command.id(), session));
                }
                expire(command, session);
                yield Optional.empty();
            }
            case "complete" -> {
                if (!subscriptions.isKnown(StripeJson.id(session, "subscription"))) {
                    throw BillingProblem.ALREADY_SUBSCRIBED.because(
                            "It has just been paid; the subscription appears in a moment.");
                }
                commands.close(command);
                yield Optional.empty();
            }
            default -> {
                commands.close(command);
                yield Optional.empty();
            }
        };
    }

    private JsonNode create(UserId user, Command command, Request request) {
        var session = stripe.createCheckoutSession(params(user, command, request), command.idempotencyKey());
        commands.opened(command, StripeJson.required(session, "id"));
        audit.record(user, "checkout.opened", command.id().toString(), Map.of("price", request.price()));
        return session;
    }

    private void expire(Command command, JsonNode session) {
        try {
            stripe.expireCheckoutSession(StripeJson.required(session, "id"), command.idempotencyKey() + "-expire");
            commands.close(command);
        } catch (ApiException.Refused e) {
            // It ended by itself at this moment; the next round sees how.
        }
    }

    private static SessionCreateParams params(UserId user, Command command, Request request) {
        return SessionCreateParams.builder()
                .setMode(SessionCreateParams.Mode.SUBSCRIPTION)
                .setCustomer(request.customer())
                .setClientReferenceId(user.toString())
                .addLineItem(SessionCreateParams.LineItem.builder()
                        .setPrice(request.price())
                        .setQuantity(request.quantity())
                        .build())
                .setSuccessUrl(request.successUrl())
                .setCancelUrl(request.cancelUrl())
                .setExpiresAt(command.expiresAt().getEpochSecond())
                .putMetadata(CustomerObject.USER_ID, user.toString())
                .setSubscriptionData(SessionCreateParams.SubscriptionData.builder()
                        .putMetadata(CustomerObject.USER_ID, user.toString())
                        .build())
                .build();
    }

    private static String status(JsonNode session) {
        String status = StripeJson.text(session, "status");
        return status == null ? "" : status;
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
