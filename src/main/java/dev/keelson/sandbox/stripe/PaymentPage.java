package dev.keelson.sandbox.stripe;

import static org.springframework.web.util.HtmlUtils.htmlEscape;

import dev.keelson.sandbox.server.Html;
import dev.keelson.sandbox.server.SandboxStore;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stands for the payment form that Stripe.js puts into a shop's own page, and for the bank's page: pays or saves a card for
 * a payment or setup intent.
 */
@RestController
@RequestMapping("/stripe/payments/{id}")
class PaymentPage {
    private final StripeObjects objects;
    private final SandboxStore store;
    private final Confirmation confirmation;
    private final SetupIntents setupIntents;
    private final PaymentMethods methods;
    private final StripeAddress address;

    PaymentPage(
            StripeObjects objects,
            SandboxStore store,
            Confirmation confirmation,
            SetupIntents setupIntents,
            PaymentMethods methods,
            StripeAddress address) {
        this.objects = objects;
        this.store = store;
        this.confirmation = confirmation;
        this.setupIntents = setupIntents;
        this.methods = methods;
        this.address = address;
    }

    @GetMapping(produces = MediaType.TEXT_HTML_VALUE)
    String show(@PathVariable String id) {
        var intent = intent(id);
        var amount = intent.has("amount")
                ? Currencies.format(Json.number(intent, "amount"), Json.string(intent, "currency"))
                : "Save a card";
        var status = Json.string(intent, "status");
        return Html.page(
                "Payment",
                "<p>%s (%s)</p>%s"
                        .formatted(
                                amount,
                                htmlEscape(status),
                                status.startsWith("requires_") ? Buttons.outcomes("/stripe/payments/" + id) : ""));
    }

    @PostMapping("/{outcome:pay|decline|authenticate}")
    ResponseEntity<String> submit(
            @PathVariable String id,
            @PathVariable String outcome,
            @RequestParam(required = false) @Nullable String card,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept) {
        store.atomically(() -> attempt(intent(id), Outcome.named(outcome), card));
        var intent = intent(id);
        var status = Json.string(intent, "status");
        return PageAnswer.of(
                accept,
                address.page("payments/" + id),
                "%s is %s.".formatted(id, status),
                Json.object().put("id", id).put("status", status));
    }

    /** The test card of that name, else the usual one for the outcome. */
    static TestCard card(@Nullable String name, Outcome outcome) {
        return name == null
                ? TestCard.forOutcome(outcome)
                : TestCard.named(name)
                        .orElseThrow(() -> StripeError.invalid("No such test card: '%s'".formatted(name))
                                .param("card"));
    }

    private void attempt(ObjectNode intent, Outcome outcome, @Nullable String card) {
        // The bank's page is about the card that is being paid with.
        var method = Json.text(intent, "payment_method")
                .filter(chosen -> outcome == Outcome.PAY && card == null)
                .flatMap(chosen -> objects.find(Kind.PAYMENT_METHOD, chosen))
                .orElseGet(() -> methods.create(card(card, outcome)));
        if (Kind.of(intent) == Kind.SETUP_INTENT) {
            setupIntents.attempt(intent, method, outcome);
        } else {
            confirmation.attempt(intent, method, outcome);
        }
    }

    private ObjectNode intent(String id) {
        var kind = id.startsWith("seti_") ? Kind.SETUP_INTENT : Kind.PAYMENT_INTENT;
        return objects.get(kind, id);
    }
}
