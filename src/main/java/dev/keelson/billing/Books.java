package dev.keelson.billing;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is kept of an erased user's subscriptions, invoices and payments, because bookkeeping law wants it for years: amounts,
 * taxes, dates, ids, numbers and states. A list of what is kept, and not of what goes: what Stripe adds tomorrow goes, too.
 */
final class Books {
    private static final Set<String> KEPT = Set.of(
            // what it is
            "id",
            "object",
            "livemode",
            "created",
            "number",
            "status",
            "currency",
            "customer",
            "collection_method",
            "billing_reason",
            "type",
            "mode",
            "payment_status",
            "is_default",
            "paid",
            "captured",
            "refunded",
            "disputed",
            "reason",
            "failure_code",
            "failure_reason",
            // amounts and taxes
            "total",
            "subtotal",
            "total_excluding_tax",
            "subtotal_excluding_tax",
            "amount",
            "amount_captured",
            "amount_received",
            "amount_refunded",
            "amount_requested",
            "amount_subtotal",
            "amount_total",
            "amount_due",
            "amount_paid",
            "amount_remaining",
            "amount_overpaid",
            "amount_shipping",
            "starting_balance",
            "ending_balance",
            "pre_payment_credit_notes_amount",
            "post_payment_credit_notes_amount",
            "tax",
            "taxes",
            "total_taxes",
            "total_tax_amounts",
            "tax_rate_details",
            "tax_rate",
            "taxable_amount",
            "tax_behavior",
            "taxability_reason",
            "inclusive",
            "unit_amount",
            "unit_amount_decimal",
            "quantity",
            "discount_amounts",
            "total_discount_amounts",
            // dates
            "period",
            "period_start",
            "period_end",
            "start",
            "end",
            "start_date",
            "due_date",
            "effective_at",
            "status_transitions",
            "finalized_at",
            "paid_at",
            "voided_at",
            "marked_uncollectible_at",
            "cancel_at",
            "cancel_at_period_end",
            "canceled_at",
            "completed_at",
            "released_at",
            "expires_at",
            "ended_at",
            "evidence_details",
            "due_by",
            "current_phase",
            "end_date",
            "end_behavior",
            "trial_start",
            "trial_end",
            "current_period_start",
            "current_period_end",
            "billing_cycle_anchor",
            "pause_collection",
            "behavior",
            "resumes_at",
            // what it was for
            "items",
            "lines",
            "data",
            "price",
            "plan",
            "product",
            "pricing",
            "price_details",
            "recurring",
            "interval",
            "interval_count",
            "trial_period_days",
            "active",
            "proration",
            "subscription",
            "subscription_item",
            "subscription_details",
            "subscription_item_details",
            "parent",
            "latest_invoice",
            "invoice",
            "payment",
            "payment_intent",
            "charge",
            "latest_charge",
            "released_subscription");

    /** That there was one, and whose. */
    private static final Set<String> MARK = Set.of("id", "object", "livemode", "created", "customer", "type", "status");

    private Books() {}

    static JsonNode only(JsonNode node) {
        return only(KEPT, node);
    }

    /** Of what is no matter of the books, such as a card: no more than that it was there. */
    static JsonNode mark(JsonNode node) {
        return only(MARK, node);
    }

    private static JsonNode only(Set<String> fields, JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                var kept = JsonNodeFactory.instance.objectNode();
                object.properties().stream()
                        .filter(field -> fields.contains(field.getKey()))
                        .forEach(field -> kept.set(field.getKey(), only(fields, field.getValue())));
                yield kept;
            }
            case ArrayNode array -> {
                var kept = JsonNodeFactory.instance.arrayNode();
                array.forEach(element -> kept.add(only(fields, element)));
                yield kept;
            }
            default -> node;
        };
    }
}
