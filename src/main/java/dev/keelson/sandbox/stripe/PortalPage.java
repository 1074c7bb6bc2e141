package dev.keelson.sandbox.stripe;

import static org.springframework.web.util.HtmlUtils.htmlEscape;

import dev.keelson.sandbox.server.Html;
import dev.keelson.sandbox.server.SandboxStore;
import java.time.LocalDate;
import java.time.ZoneOffset;
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

/** The customer portal. Where a customer has one subscription, it need not be named. */
@RestController
@RequestMapping("/stripe/portal/{id}")
class PortalPage {
    private final StripeObjects objects;
    private final SandboxStore store;
    private final Portal portal;
    private final InvoiceLines lines;
    private final StripeAddress address;

    PortalPage(StripeObjects objects, SandboxStore store, Portal portal, InvoiceLines lines, StripeAddress address) {
        this.objects = objects;
        this.store = store;
        this.portal = portal;
        this.lines = lines;
        this.address = address;
    }

    @GetMapping(produces = MediaType.TEXT_HTML_VALUE)
    String show(@PathVariable String id) {
        var session = objects.get(Kind.PORTAL_SESSION, id);
        var subscriptions = portal.subscriptions(session).stream()
                .map(subscription -> section(id, subscription))
                .collect(Collectors.joining());
        var invoices = objects.all(Kind.INVOICE).stream()
                .filter(invoice -> Json.is(invoice, "customer", Json.string(session, "customer")))
                .map(PortalPage::row)
                .collect(Collectors.joining());
        var back = Json.text(session, "return_url")
                .map(url -> "<p><a href=\"%s\">Back to the shop</a></p>".formatted(htmlEscape(url)))
                .orElse("");
        return Html.page("Billing portal", """
                %s
                <h2>Card</h2>
                %s%s
                <h2>Invoices</h2>
                <table>%s</table>
                %s
                """.formatted(
                        subscriptions.isEmpty() ? "<p>No subscription is running.</p>" : subscriptions,
                        Buttons.button(path(id) + "/card", "Use a new card"),
                        Buttons.button(path(id) + "/card?pays=false", "Use a card that will be declined"),
                        invoices,
                        back));
    }

    private String section(String id, ObjectNode subscription) {
        var query = "?subscription=" + Json.string(subscription, "id");
        var price = SubscriptionItems.price(SubscriptionItems.first(subscription));
        var end = Json.time(subscription, "cancel_at");
        var buttons = end.isPresent()
                ? Buttons.button(path(id) + "/resume" + query, "Don't cancel")
                : Buttons.button(path(id) + "/cancel" + query, "Cancel at the end of the period");
        var changes = portal.prices(subscription).stream()
                .map(other -> Buttons.button(
                        path(id) + "/change" + query + "&price=" + Json.string(other, "id"),
                        "Change to %s, %s"
                                .formatted(
                                        lines.productName(other),
                                        Currencies.format(
                                                Json.number(other, "unit_amount"), Json.string(other, "currency")))))
                .collect(Collectors.joining());
        return "<h2>%s</h2><p>%s, %s %s</p>%s%s"
                .formatted(
                        htmlEscape(lines.productName(price)),
                        htmlEscape(Json.string(subscription, "status")),
                        end.isPresent() ? "ends on" : "renews on",
                        LocalDate.ofInstant(
                                end.orElseGet(() -> SubscriptionItems.periodEnd(subscription)), ZoneOffset.UTC),
                        buttons,
                        changes);
    }

    private static String row(ObjectNode invoice) {
        return "<tr><td><a href=\"%s\">%s</a></td><td>%s</td><td>%s</td></tr>"
                .formatted(
                        htmlEscape(Json.text(invoice, "hosted_invoice_url").orElse("")),
                        htmlEscape(Json.text(invoice, "number").orElse("draft")),
                        Currencies.format(Json.number(invoice, "total"), Json.string(invoice, "currency")),
                        htmlEscape(Json.string(invoice, "status")));
    }

    @PostMapping("/cancel")
    ResponseEntity<String> cancel(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String subscription,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept) {
        var changed = store.atomically(() -> portal.cancel(session(id), subscription));
        return answer(
                id,
                accept,
                changed,
                "will end with its period. To take it back, POST " + address.page("portal/" + id) + "/resume");
    }

    @PostMapping("/resume")
    ResponseEntity<String> resume(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String subscription,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept) {
        var changed = store.atomically(() -> portal.resume(session(id), subscription));
        return answer(id, accept, changed, "goes on.");
    }

    @PostMapping("/change")
    ResponseEntity<String> change(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String subscription,
            @RequestParam String price,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept) {
        var changed = store.atomically(() -> portal.change(session(id), subscription, price));
        return answer(id, accept, changed, "now has the price " + price + ".");
    }

    @PostMapping("/card")
    ResponseEntity<String> card(
            @PathVariable String id,
            @RequestParam(defaultValue = "true") boolean pays,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept) {
        var method = store.atomically(
                () -> portal.updateCard(session(id), pays ? TestCard.MASTERCARD : TestCard.DECLINED_LATER));
        return PageAnswer.of(
                accept,
                address.page("portal/" + id),
                "Card %s is the default now.".formatted(Json.string(method, "id")),
                Json.object().put("payment_method", Json.string(method, "id")));
    }

    private ResponseEntity<String> answer(String id, @Nullable String accept, ObjectNode subscription, String what) {
        var facts = Json.object();
        for (var field : new String[] {"id", "status", "cancel_at", "cancel_at_period_end"}) {
            facts.set(field, subscription.get(field));
        }
        return PageAnswer.of(
                accept,
                address.page("portal/" + id),
                "Subscription %s %s".formatted(Json.string(subscription, "id"), what),
                facts);
    }

    private ObjectNode session(String id) {
        return objects.get(Kind.PORTAL_SESSION, id);
    }

    private static String path(String id) {
        return "/stripe/portal/" + id;
    }
}
