package dev.keelson.billing;

import dev.keelson.billing.SubscriptionViews.Subscription;
import dev.keelson.clients.Answer;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** What Stripe will charge next. Only Stripe can work that out, so it is asked, and remembered for some minutes. */
@Component
class UpcomingInvoices {
    private static final String NONE = "invoice_upcoming_none";

    private final SubscriptionViews subscriptions;
    private final StripeApiClient stripe;

    UpcomingInvoices(SubscriptionViews subscriptions, StripeApiClient stripe) {
        this.subscriptions = subscriptions;
        this.stripe = stripe;
    }

    /**
     * Amounts are in minor units of the currency.
     *
     * @param subscriptionId ours
     * @param amountDue what will be asked for, after the customer's balance
     * @param nextPaymentAttempt when
     * @param asOf when Stripe said so
     * @param stale whether that is longer ago than usual, because Stripe cannot be asked now
     */
    record UpcomingInvoice(
            UUID subscriptionId,
            @Nullable String currency,
            @Nullable Long subtotal,
            @Nullable Long total,
            @Nullable Long amountDue,
            @Nullable Instant nextPaymentAttempt,
            List<Line> lines,
            Instant asOf,
            boolean stale) {}

    record Line(
            @Nullable String description,
            @Nullable Long amount,
            @Nullable Long quantity,
            @Nullable Instant periodStart,
            @Nullable Instant periodEnd) {}

    UpcomingInvoice of(UserId user, UUID subscriptionId) {
        Subscription subscription = subscriptions
                .find(user, subscriptionId)
                .filter(found -> !found.hasEnded())
                .orElseThrow(() -> BillingProblem.NO_UPCOMING_INVOICE.because("You have no such subscription."));
        return view(subscription.id(), ask(subscriptions.customerOf(subscription), subscription.stripeId()));
    }

    private Answer<JsonNode> ask(String customer, String subscription) {
        try {
            return stripe.upcomingInvoice(customer, subscription);
        } catch (ApiException e) {
            if (NONE.equals(e.failure().vendorCode())) {
                throw BillingProblem.NO_UPCOMING_INVOICE.because("Nothing will be charged for this subscription.");
            }
            throw e;
        }
    }

    private static UpcomingInvoice view(UUID subscription, Answer<JsonNode> answer) {
        JsonNode invoice = answer.value();
        return new UpcomingInvoice(
                subscription,
                StripeJson.text(invoice, "currency"),
                StripeJson.number(invoice, "subtotal"),
                StripeJson.number(invoice, "total"),
                StripeJson.number(invoice, "amount_due"),
                StripeJson.time(invoice, "next_payment_attempt"),
                lines(invoice),
                answer.asOf(),
                answer.stale());
    }

    static List<Line> lines(JsonNode invoice) {
        return invoice.path("lines")
                .path("data")
                .valueStream()
                .map(UpcomingInvoices::line)
                .toList();
    }

    private static Line line(JsonNode line) {
        return new Line(
                StripeJson.text(line, "description"),
                StripeJson.number(line, "amount"),
                StripeJson.number(line, "quantity"),
                StripeJson.time(line.path("period"), "start"),
                StripeJson.time(line.path("period"), "end"));
    }
}
