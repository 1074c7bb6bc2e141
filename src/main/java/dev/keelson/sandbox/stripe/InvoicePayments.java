package dev.keelson.sandbox.stripe;

import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** Which payment intent pays which invoice. Neither of the two names the other since version 2025-03-31.basil. */
@Component
class InvoicePayments {
    private final StripeObjects objects;

    InvoicePayments(StripeObjects objects) {
        this.objects = objects;
    }

    void link(ObjectNode invoice, ObjectNode intent) {
        var payment = objects.blank(Kind.INVOICE_PAYMENT)
                .put("invoice", Json.string(invoice, "id"))
                .put("amount_requested", Json.number(intent, "amount"))
                .put("currency", Json.string(intent, "currency"));
        payment.withObject("/payment").put("payment_intent", Json.string(intent, "id"));
        objects.save(payment);
    }

    void paid(ObjectNode invoice) {
        of(invoice).ifPresent(payment -> {
            payment.put("status", "paid").put("amount_paid", Json.number(payment, "amount_requested"));
            Json.put(payment.withObject("/status_transitions"), "paid_at", objects.now());
            objects.save(payment, "paid");
        });
    }

    void canceled(ObjectNode invoice) {
        of(invoice).ifPresent(payment -> {
            payment.put("status", "canceled");
            Json.put(payment.withObject("/status_transitions"), "canceled_at", objects.now());
            objects.save(payment);
        });
    }

    Optional<ObjectNode> intentOf(ObjectNode invoice) {
        return of(invoice)
                .map(payment -> objects.get(Kind.PAYMENT_INTENT, Json.string(payment, "payment", "payment_intent")));
    }

    Optional<ObjectNode> invoiceOf(ObjectNode intent) {
        var id = Json.string(intent, "id");
        return objects.all(Kind.INVOICE_PAYMENT).stream()
                .filter(payment -> id.equals(Json.string(payment, "payment", "payment_intent")))
                .findFirst()
                .map(payment -> objects.get(Kind.INVOICE, Json.string(payment, "invoice")));
    }

    ObjectNode list(ObjectNode invoice) {
        return ObjectList.of("/v1/invoice_payments", of(invoice).map(List::of).orElseGet(List::of), false);
    }

    /** With it a browser pays the invoice; there is none where nothing is left to pay. */
    JsonNode confirmationSecret(ObjectNode invoice) {
        return intentOf(invoice)
                .filter(intent -> Json.is(invoice, "status", "open"))
                .<JsonNode>map(intent -> Json.object()
                        .put("client_secret", Json.string(intent, "client_secret"))
                        .put("type", "payment_intent"))
                .orElse(NullNode.getInstance());
    }

    private Optional<ObjectNode> of(ObjectNode invoice) {
        return objects.all(Kind.INVOICE_PAYMENT).stream()
                .filter(payment -> Json.is(payment, "invoice", Json.string(invoice, "id")))
                .findFirst();
    }
}
