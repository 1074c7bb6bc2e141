package dev.keelson.sandbox.stripe;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping("/stripe/v1")
class InvoicesController {
    private final StripeObjects objects;
    private final Invoices invoices;
    private final InvoicePayments payments;
    private final InvoicePreview preview;
    private final PaymentMethods methods;
    private final InvoiceCollection collection;
    private final Payments paying;

    InvoicesController(
            StripeObjects objects,
            Invoices invoices,
            InvoicePayments payments,
            InvoicePreview preview,
            PaymentMethods methods,
            InvoiceCollection collection,
            Payments paying) {
        this.objects = objects;
        this.invoices = invoices;
        this.payments = payments;
        this.preview = preview;
        this.methods = methods;
        this.collection = collection;
        this.paying = paying;
    }

    @GetMapping("/invoices")
    ObjectNode list(Params params) {
        var subscription = params.text("subscription");
        var found = objects.all(Kind.INVOICE).stream()
                .filter(ObjectList.matching(params, "customer", "status", "collection_method"))
                .filter(ObjectList.createdIn(params))
                .filter(invoice -> subscription.isEmpty()
                        || subscription.equals(Json.text(invoice, "parent", "subscription_details", "subscription")))
                .toList();
        return ObjectList.page("/v1/invoices", found, params);
    }

    @GetMapping("/invoices/{id}")
    ObjectNode retrieve(@PathVariable String id) {
        return objects.get(Kind.INVOICE, id);
    }

    @GetMapping("/invoices/{id}/lines")
    ObjectNode lines(@PathVariable String id, Params params) {
        var lines = Json.data(objects.get(Kind.INVOICE, id), "lines").toList();
        return ObjectList.page("/v1/invoices/" + id + "/lines", lines, params);
    }

    @PostMapping("/invoices/create_preview")
    ObjectNode preview(Params params) {
        return preview.of(params);
    }

    @PostMapping("/invoices/{id}")
    ObjectNode update(@PathVariable String id, Params params) {
        var invoice = objects.get(Kind.INVOICE, id);
        params.copyMetadata(invoice);
        params.copyTexts(invoice, "description", "footer");
        objects.update(invoice);
        return invoice;
    }

    @PostMapping("/invoices/{id}/pay")
    ObjectNode pay(@PathVariable String id, Params params) {
        var invoice = open(id, "pay");
        var method = params.text("payment_method")
                .or(() -> collection.subscriptionOf(invoice).flatMap(methods::of))
                .orElseThrow(
                        () -> StripeError.invalid("There is no default_payment_method set on this Customer or Invoice.")
                                .code("invoice_no_payment_method"));
        collection.charge(invoice, methods.resolve(method));
        var after = objects.get(Kind.INVOICE, id);
        if (!Json.is(after, "status", "paid")) {
            throw failure(after);
        }
        return after;
    }

    @PostMapping("/invoices/{id}/void")
    ObjectNode voided(@PathVariable String id) {
        return invoices.end(open(id, "void"), "void");
    }

    @PostMapping("/invoices/{id}/mark_uncollectible")
    ObjectNode uncollectible(@PathVariable String id) {
        return invoices.end(open(id, "mark as uncollectible"), "uncollectible");
    }

    @GetMapping("/invoice_payments")
    ObjectNode payments(Params params) {
        var intent = params.object("payment").text("payment_intent");
        var found = objects.all(Kind.INVOICE_PAYMENT).stream()
                .filter(ObjectList.matching(params, "invoice", "status"))
                .filter(ObjectList.createdIn(params))
                .filter(payment -> intent.isEmpty() || intent.equals(Json.text(payment, "payment", "payment_intent")))
                .toList();
        return ObjectList.page("/v1/invoice_payments", found, params);
    }

    @GetMapping("/invoice_payments/{id}")
    ObjectNode payment(@PathVariable String id) {
        return objects.get(Kind.INVOICE_PAYMENT, id);
    }

    /** Opens a draft; whoever may be charged is charged. */
    @PostMapping("/invoices/{id}/finalize")
    ObjectNode finalized(@PathVariable String id, Params params) {
        var draft = objects.get(Kind.INVOICE, id);
        if (!Json.is(draft, "status", "draft")) {
            throw StripeError.invalid("This invoice is already finalized, you can't re-finalize a non-draft invoice.")
                    .code("invoice_not_editable");
        }
        var opened = invoices.open(draft);
        if (params.flag("auto_advance").orElse(Json.flag(draft, "auto_advance"))) {
            collection.charge(opened);
        }
        return objects.get(Kind.INVOICE, id);
    }

    private ObjectNode open(String id, String action) {
        var invoice = objects.get(Kind.INVOICE, id);
        if (Json.is(invoice, "status", "paid") && action.equals("pay")) {
            throw StripeError.invalid("Invoice is already paid").code("invoice_already_paid");
        }
        boolean payable = action.equals("pay") && Json.is(invoice, "status", "uncollectible");
        if (!Json.is(invoice, "status", "open") && !payable) {
            throw StripeError.invalid("You can only %s an open invoice. This invoice is %s."
                            .formatted(action, Json.string(invoice, "status")))
                    .code("invoice_not_editable");
        }
        return invoice;
    }

    private StripeError failure(ObjectNode invoice) {
        var intent = payments.intentOf(invoice).orElseThrow();
        if (Json.is(intent, "status", "requires_action")) {
            return new StripeError(
                            HttpStatus.PAYMENT_REQUIRED,
                            "card_error",
                            "The payment requires an action of the customer before it can be made.")
                    .code("invoice_payment_intent_requires_action")
                    .takesEffect();
        }
        return paying.failure(intent);
    }
}
