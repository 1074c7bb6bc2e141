package dev.keelson.sandbox.stripe;

import static org.springframework.web.util.HtmlUtils.htmlEscape;

import dev.keelson.sandbox.server.Html;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Who is a customer, what runs, and what time it is. */
@RestController
class OverviewPage {
    private final StripeObjects objects;
    private final StripeClock clock;
    private final InvoiceLines lines;

    OverviewPage(StripeObjects objects, StripeClock clock, InvoiceLines lines) {
        this.objects = objects;
        this.clock = clock;
        this.lines = lines;
    }

    @GetMapping(
            path = {"/stripe", "/stripe/"},
            produces = MediaType.TEXT_HTML_VALUE)
    String show() {
        return Html.page("Stripe sandbox", """
                <h2>Clock</h2>
                <p>%s, %s ahead of real time</p>
                <form method="post" action="/stripe/sandbox/clock">
                <label>Advance by <select name="advance">
                <option value="PT1H">1 hour</option><option value="P1D">1 day</option><option value="P7D">7 days</option>
                <option value="P1M" selected>1 month</option><option value="P1Y">1 year</option>
                </select></label> <button>Advance</button></form>
                <h2>Customers</h2>
                <table><tr><th>Id</th><th>Email</th></tr>%s</table>
                <h2>Subscriptions</h2>
                <table><tr><th>Id</th><th>Customer</th><th>Plan</th><th>Status</th><th>Period's end</th></tr>%s</table>
                <h2>Open Checkout sessions</h2>
                <ul>%s</ul>
                <h2>Charges</h2>
                <table><tr><th>Id</th><th>Customer</th><th>Amount</th><th>Status</th><th></th></tr>%s</table>
                <h2>Disputes</h2>
                <table><tr><th>Id</th><th>Charge</th><th>Amount</th><th>Status</th><th></th></tr>%s</table>
                """.formatted(
                        clock.now(),
                        clock.offset().toDays() + " days",
                        rows(Kind.CUSTOMER, this::customer),
                        rows(Kind.SUBSCRIPTION, this::subscription),
                        rows(Kind.CHECKOUT_SESSION, this::session),
                        rows(Kind.CHARGE, OverviewPage::charge),
                        rows(Kind.DISPUTE, OverviewPage::dispute)));
    }

    private String rows(Kind kind, Function<ObjectNode, String> row) {
        return objects.all(kind).stream().map(row).collect(Collectors.joining());
    }

    private String customer(ObjectNode customer) {
        return "<tr><td><code>%s</code></td><td>%s</td></tr>"
                .formatted(
                        Json.string(customer, "id"),
                        htmlEscape(Json.text(customer, "email").orElse("")));
    }

    private String subscription(ObjectNode subscription) {
        var price = SubscriptionItems.price(SubscriptionItems.first(subscription));
        return "<tr><td><code>%s</code></td><td><code>%s</code></td><td>%s</td><td>%s</td><td>%s</td></tr>"
                .formatted(
                        Json.string(subscription, "id"),
                        Json.string(subscription, "customer"),
                        htmlEscape(lines.productName(price)),
                        Json.string(subscription, "status"),
                        SubscriptionItems.periodEnd(subscription));
    }

    private static String charge(ObjectNode charge) {
        var id = Json.string(charge, "id");
        boolean refundable = Json.is(charge, "status", "succeeded") && !Json.flag(charge, "refunded");
        return "<tr><td><code>%s</code></td><td><code>%s</code></td><td>%s</td><td>%s</td><td>%s</td></tr>"
                .formatted(
                        id,
                        Json.text(charge, "customer").orElse(""),
                        Currencies.format(Json.number(charge, "amount"), Json.string(charge, "currency")),
                        Json.flag(charge, "refunded") ? "refunded" : Json.string(charge, "status"),
                        refundable ? Buttons.button("/stripe/sandbox/charges/" + id + "/refund", "Refund") : "");
    }

    private static String dispute(ObjectNode dispute) {
        var path = "/stripe/sandbox/disputes/%s/outcome?outcome=".formatted(Json.string(dispute, "id"));
        var status = Json.string(dispute, "status");
        var decided = !status.endsWith("needs_response") && !status.endsWith("under_review");
        return "<tr><td><code>%s</code></td><td><code>%s</code></td><td>%s</td><td>%s</td><td>%s</td></tr>"
                .formatted(
                        Json.string(dispute, "id"),
                        Json.string(dispute, "charge"),
                        Currencies.format(Json.number(dispute, "amount"), Json.string(dispute, "currency")),
                        status,
                        decided ? "" : Buttons.button(path + "won", "Won") + Buttons.button(path + "lost", "Lost"));
    }

    private String session(ObjectNode session) {
        return Json.is(session, "status", "open")
                ? "<li><a href=\"/stripe/checkout/%1$s\"><code>%1$s</code></a></li>"
                        .formatted(Json.string(session, "id"))
                : "";
    }
}
