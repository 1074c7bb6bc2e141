package dev.keelson.billing;

import dev.keelson.webhooks.NonRetryableWebhookException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a Stripe invoice says. Its subscription stood at its top level until 2025-03-31.basil and stands in
 * {@code parent.subscription_details} since; under the newer billing model the old place is null even for
 * callers that pin an old version, so both are always looked at.
 *
 * @param total minor units, as all amounts
 */
record InvoiceObject(
        @Nullable String customerId,
        @Nullable String subscriptionId,
        @Nullable String number,
        @Nullable String status,
        @Nullable String billingReason,
        String currency,
        long total,
        long amountDue,
        long amountPaid,
        long amountRemaining,
        @Nullable Instant periodStart,
        @Nullable Instant periodEnd,
        @Nullable Instant dueAt,
        @Nullable Instant paidAt,
        Instant issuedAt) {

    static InvoiceObject from(JsonNode invoice) {
        String currency = StripeJson.text(invoice, "currency");
        Instant issuedAt = StripeJson.time(invoice, "created");
        if (currency == null || issuedAt == null) {
            throw new NonRetryableWebhookException("an invoice without 'currency' or 'created'");
        }
        String subscription = StripeJson.id(invoice, "subscription");
        return new InvoiceObject(
                StripeJson.id(invoice, "customer"),
                subscription == null
                        ? StripeJson.id(invoice.path("parent").path("subscription_details"), "subscription")
                        : subscription,
                StripeJson.text(invoice, "number"),
                StripeJson.text(invoice, "status"),
                StripeJson.text(invoice, "billing_reason"),
                currency,
                StripeJson.numberOrZero(invoice, "total"),
                StripeJson.numberOrZero(invoice, "amount_due"),
                StripeJson.numberOrZero(invoice, "amount_paid"),
                StripeJson.numberOrZero(invoice, "amount_remaining"),
                StripeJson.time(invoice, "period_start"),
                StripeJson.time(invoice, "period_end"),
                StripeJson.time(invoice, "due_date"),
                StripeJson.time(invoice.path("status_transitions"), "paid_at"),
                issuedAt);
    }
}
