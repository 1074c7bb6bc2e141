package dev.keelson.sandbox.stripe;

import static org.springframework.web.util.HtmlUtils.htmlEscape;

import dev.keelson.sandbox.server.Html;
import dev.keelson.sandbox.server.SandboxStore;
import java.util.stream.Collectors;
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

/** The hosted Checkout page, where a person chooses what their bank will say. */
@RestController
@RequestMapping("/stripe/checkout/{id}")
class CheckoutPage {
    private final StripeObjects objects;
    private final SandboxStore store;
    private final CheckoutSessions sessions;
    private final CheckoutPayment payment;
    private final CheckoutItems items;
    private final StripeAddress address;

    CheckoutPage(
            StripeObjects objects,
            SandboxStore store,
            CheckoutSessions sessions,
            CheckoutPayment payment,
            CheckoutItems items,
            StripeAddress address) {
        this.objects = objects;
        this.store = store;
        this.sessions = sessions;
        this.payment = payment;
        this.items = items;
        this.address = address;
    }

    @GetMapping(produces = MediaType.TEXT_HTML_VALUE)
    String show(@PathVariable String id) {
        var session = objects.get(Kind.CHECKOUT_SESSION, id);
        if (!Json.is(session, "status", "open")) {
            return Html.page("Checkout", "<p>This session is %s.</p>".formatted(Json.string(session, "status")));
        }
        var sold = items.of(session).stream().map(CheckoutPage::row).collect(Collectors.joining());
        var cancel = Json.text(session, "cancel_url")
                .map(url -> "<p><a href=\"%s\">Back to the shop</a></p>".formatted(htmlEscape(url)))
                .orElse("");
        return Html.page("Checkout", """
                <p>Nothing is charged: choose what your bank says.</p>
                <table>%s</table>
                %s
                %s
                %s
                """.formatted(sold, codeField(session), Buttons.outcomes(path(id)), cancel));
    }

    private static String codeField(ObjectNode session) {
        return Json.flag(session, "allow_promotion_codes")
                ? "<form method=\"post\" action=\"%s/promotion-code\"><p><label>Promotion code <input name=\"code\"></label> <button>Apply</button></p></form>"
                        .formatted(path(Json.string(session, "id")))
                : "";
    }

    @PostMapping("/promotion-code")
    ResponseEntity<String> enter(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String code,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept) {
        var session = store.atomically(() -> {
            sessions.enter(sessions.open(id), code);
            return objects.get(Kind.CHECKOUT_SESSION, id);
        });
        return PageAnswer.of(
                accept,
                address.page("checkout/" + id),
                "The code is used. To pay: "
                        + Currencies.format(Json.number(session, "amount_total"), Json.string(session, "currency")),
                facts(session));
    }

    @PostMapping("/{outcome:pay|decline|authenticate}")
    ResponseEntity<String> submit(
            @PathVariable String id,
            @PathVariable String outcome,
            @RequestParam(required = false) @Nullable String card,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept) {
        var chosen = Outcome.named(outcome);
        var session = store.atomically(() -> payment.submit(id, chosen, PaymentPage.card(card, chosen)));
        var complete = Json.is(session, "status", "complete");
        var next = complete
                ? Json.string(session, "success_url").replace("{CHECKOUT_SESSION_ID}", id)
                : address.page("checkout/" + id);
        return PageAnswer.of(accept, next, sentence(session, chosen), facts(session));
    }

    private String sentence(ObjectNode session, Outcome outcome) {
        var page = address.page("checkout/" + Json.string(session, "id"));
        return switch (outcome) {
            case PAY ->
                Json.text(session, "subscription")
                        .map(subscription ->
                                "Paid. Subscription " + subscription + " is running; its events are on their way.")
                        .orElse("Paid. The events are on their way.");
            case DECLINE -> "Declined: the bank refused the card. The session is still open: POST " + page + "/pay";
            case AUTHENTICATE ->
                "The bank wants the customer to authenticate. To do so, POST " + page + "/pay; to fail, POST " + page
                        + "/decline";
        };
    }

    private static ObjectNode facts(ObjectNode session) {
        var facts = Json.object();
        for (var field : new String[] {
            "id",
            "mode",
            "status",
            "payment_status",
            "amount_total",
            "customer",
            "subscription",
            "invoice",
            "payment_intent",
            "setup_intent"
        }) {
            facts.set(field, session.get(field));
        }
        return facts;
    }

    private static String row(ObjectNode item) {
        var currency = Json.string(item, "currency");
        var interval = Json.text(item, "price", "recurring", "interval")
                .map(each -> " / " + each)
                .orElse("");
        return "<tr><td>%d × %s</td><td>%s%s</td></tr>"
                .formatted(
                        Json.number(item, "quantity"),
                        htmlEscape(Json.string(item, "description")),
                        Currencies.format(Json.number(item, "amount_total"), currency),
                        interval);
    }

    private static String path(String id) {
        return "/stripe/checkout/" + id;
    }
}
