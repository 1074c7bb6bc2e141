package dev.keelson.sandbox.stripe;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** The life of an invoice: draft, open with a payment intent, then paid, void or uncollectible. */
@Component
class Invoices {
    private final StripeObjects objects;
    private final Customers customers;
    private final Payments payments;
    private final InvoicePayments links;
    private final Discounts discounts;
    private final DiscountedLines discountedLines;
    private final TaxIds taxIds;
    private final StripeAddress address;

    Invoices(
            StripeObjects objects,
            Customers customers,
            Payments payments,
            InvoicePayments links,
            Discounts discounts,
            DiscountedLines discountedLines,
            TaxIds taxIds,
            StripeAddress address) {
        this.objects = objects;
        this.customers = customers;
        this.payments = payments;
        this.links = links;
        this.discounts = discounts;
        this.discountedLines = discountedLines;
        this.taxIds = taxIds;
        this.address = address;
    }

    /**
     * @param reason Stripe's {@code billing_reason}
     * @param discounts that reduce it
     */
    record Draft(
            String reason,
            ObjectNode subscription,
            List<ObjectNode> lines,
            List<ObjectNode> discounts,
            Instant start,
            Instant end) {}

    /** Opens the invoice with an intent of its own. */
    ObjectNode open(ObjectNode invoice) {
        return open(invoice, null);
    }

    /** A draft of that id; stored. */
    ObjectNode create(String id, Draft draft) {
        var invoice = assemble(objects.blank(Kind.INVOICE, id), draft);
        customers.bindCurrency(Json.string(invoice, "customer"), Json.string(invoice, "currency"));
        objects.create(invoice);
        discounts.used(draft.subscription(), invoice);
        return invoice;
    }

    /** Fills in what a draft says and the sums that follow, with the customer's balance taken into account. */
    ObjectNode assemble(ObjectNode invoice, Draft draft) {
        var subscription = draft.subscription();
        var customer = objects.get(Kind.CUSTOMER, Json.string(subscription, "customer"));
        invoice.put("billing_reason", draft.reason()).put("currency", Json.string(subscription, "currency"));
        for (var field : new String[] {"email", "name", "phone", "address", "tax_exempt"}) {
            invoice.set("customer_" + field, customer.path(field).deepCopy());
        }
        invoice.put("customer", Json.string(customer, "id"));
        taxIds.of(Json.string(customer, "id")).forEach(taxId -> {
            var shown = invoice.withArray("customer_tax_ids").addObject();
            shown.set("type", taxId.get("type"));
            shown.set("value", taxId.get("value"));
        });
        invoice.set("collection_method", subscription.get("collection_method"));
        invoice.put("period_start", draft.start().getEpochSecond())
                .put("period_end", draft.end().getEpochSecond());
        invoice.set("parent", parent(subscription));
        var id = Json.text(invoice, "id").orElse(null);
        draft.lines().forEach(line -> line.put("invoice", id));
        long off = discountedLines.apply(invoice, draft.lines(), draft.discounts());
        invoice.set("lines", ObjectList.of("/v1/invoices/%s/lines".formatted(id), draft.lines(), false));
        sum(invoice, off, Json.number(customer, "balance"));
        return invoice;
    }

    private static ObjectNode parent(ObjectNode subscription) {
        var parent = Json.object().put("type", "subscription_details").putNull("quote_details");
        var details = parent.putObject("subscription_details")
                .put("subscription", Json.text(subscription, "id").orElse(null));
        details.set("metadata", subscription.path("metadata").deepCopy());
        return parent;
    }

    private static void sum(ObjectNode invoice, long off, long balance) {
        long subtotal = Json.data(invoice, "lines")
                .mapToLong(line -> Json.number(line, "amount"))
                .sum();
        long total = subtotal - off;
        invoice.put("subtotal", subtotal)
                .put("subtotal_excluding_tax", subtotal)
                .put("total", total)
                .put("total_excluding_tax", total);
        // A negative balance is credit that the customer has.
        long due = Math.max(0, total + balance);
        invoice.put("starting_balance", balance).put("amount_due", due).put("amount_remaining", due);
    }

    /**
     * Opens the invoice; where nothing is due, it is paid at once.
     *
     * @param intent one that was made for it before; null makes one
     */
    ObjectNode open(ObjectNode invoice, @Nullable ObjectNode intent) {
        var id = Json.string(invoice, "id");
        var customer = Json.string(invoice, "customer");
        long total = Json.number(invoice, "total");
        long left = Json.number(invoice, "starting_balance") + total;
        invoice.put("number", customers.nextInvoiceNumber(customer))
                .put("status", "open")
                .put("ending_balance", Math.min(0, left))
                .put("hosted_invoice_url", address.page("invoices/" + id))
                .put("invoice_pdf", address.page("invoices/" + id + "/pdf"));
        Json.put(invoice, "effective_at", objects.now());
        Json.put(invoice.withObject("/status_transitions"), "finalized_at", objects.now());
        if (Math.min(0, left) != Json.number(invoice, "starting_balance")) {
            customers.balance(customer, Math.min(0, left));
        }
        objects.save(invoice, "finalized");
        if (Json.number(invoice, "amount_due") == 0) {
            return paid(invoice);
        }
        links.link(invoice, intent == null ? intent(invoice) : intent);
        return invoice;
    }

    private ObjectNode intent(ObjectNode invoice) {
        var details = Json.object()
                .put("customer", Json.string(invoice, "customer"))
                .put("setup_future_usage", "off_session")
                .put(
                        "description",
                        switch (Json.string(invoice, "billing_reason")) {
                            case "subscription_create" -> "Subscription creation";
                            case "subscription_cycle" -> "Subscription cycle";
                            default -> "Subscription update";
                        });
        return payments.create(Json.number(invoice, "amount_due"), Json.string(invoice, "currency"), details);
    }

    ObjectNode paid(ObjectNode invoice) {
        long due = Json.number(invoice, "amount_due");
        invoice.put("status", "paid")
                .put("amount_paid", due)
                .put("amount_remaining", 0)
                .put("attempted", true)
                .put("auto_advance", false)
                .putNull("next_payment_attempt");
        if (due > 0) {
            invoice.put("attempt_count", Json.number(invoice, "attempt_count") + 1);
        }
        Json.put(invoice.withObject("/status_transitions"), "paid_at", objects.now());
        objects.update(invoice);
        objects.save(invoice, "paid", "payment_succeeded");
        links.paid(invoice);
        delinquent(invoice, false);
        return invoice;
    }

    /** @param nextAttempt null where Stripe gives up */
    void failed(ObjectNode invoice, @Nullable Instant nextAttempt) {
        attempted(invoice, nextAttempt);
        objects.update(invoice);
        objects.save(invoice, "payment_failed");
        delinquent(invoice, true);
    }

    void actionRequired(ObjectNode invoice) {
        attempted(invoice, null);
        objects.update(invoice);
        objects.save(invoice, "payment_action_required");
    }

    /** @param status {@code void}, or {@code uncollectible}, which can still be paid */
    ObjectNode end(ObjectNode invoice, String status) {
        invoice.put("status", status).put("auto_advance", false).putNull("next_payment_attempt");
        var verb = status.equals("void") ? "voided" : "marked_uncollectible";
        Json.put(invoice.withObject("/status_transitions"), verb + "_at", objects.now());
        objects.save(invoice, verb);
        if (verb.equals("voided")) {
            links.intentOf(invoice)
                    .filter(intent -> Json.string(intent, "status").startsWith("requires_"))
                    .ifPresent(intent -> payments.cancel(intent, "void_invoice"));
            links.canceled(invoice);
        }
        return invoice;
    }

    private void attempted(ObjectNode invoice, @Nullable Instant nextAttempt) {
        invoice.put("attempted", true).put("attempt_count", Json.number(invoice, "attempt_count") + 1);
        Json.put(invoice, "next_payment_attempt", nextAttempt);
    }

    private void delinquent(ObjectNode invoice, boolean delinquent) {
        objects.find(Kind.CUSTOMER, Json.string(invoice, "customer"))
                .filter(customer -> !Json.flag(customer, "deleted"))
                .ifPresent(customer -> objects.update(customer.put("delinquent", delinquent)));
    }
}
