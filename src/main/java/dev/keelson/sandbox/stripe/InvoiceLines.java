package dev.keelson.sandbox.stripe;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** The lines of invoices: a subscription item's next period, its free trial, or an invoice item that has been waiting. */
@Component
class InvoiceLines {
    private final StripeObjects objects;

    InvoiceLines(StripeObjects objects) {
        this.objects = objects;
    }

    /** @param items of one subscription */
    List<ObjectNode> period(Stream<ObjectNode> items, Instant start, Instant end) {
        return items.map(item -> {
                    var price = (ObjectNode) item.path("price");
                    long quantity = Json.number(item, "quantity");
                    var description = "%d × %s (at %s / %s)"
                            .formatted(
                                    quantity,
                                    productName(price),
                                    Currencies.format(
                                            Json.number(price, "unit_amount"), Json.string(price, "currency")),
                                    Json.string(price, "recurring", "interval"));
                    return ofSubscription(item, Json.number(price, "unit_amount") * quantity, description, start, end);
                })
                .toList();
    }

    List<ObjectNode> trial(Stream<ObjectNode> items, Instant start, Instant end) {
        return items.map(item -> ofSubscription(
                        item, 0, "Trial period for " + productName((ObjectNode) item.path("price")), start, end))
                .toList();
    }

    ObjectNode of(ObjectNode invoiceItem) {
        var line = objects.blank(Kind.INVOICE_LINE)
                .put("amount", Json.number(invoiceItem, "amount"))
                .put("subtotal", Json.number(invoiceItem, "amount"))
                .put("currency", Json.string(invoiceItem, "currency"))
                .put("description", Json.text(invoiceItem, "description").orElse(null))
                .put("quantity", Json.number(invoiceItem, "quantity"))
                .put("discountable", !Json.flag(invoiceItem, "proration"));
        line.set("period", invoiceItem.path("period").deepCopy());
        line.set("pricing", invoiceItem.path("pricing").deepCopy());
        line.set("metadata", invoiceItem.path("metadata").deepCopy());
        var parent =
                line.putObject("parent").put("type", "invoice_item_details").putNull("subscription_item_details");
        var details = parent.putObject("invoice_item_details")
                .put("invoice_item", Json.string(invoiceItem, "id"))
                .put("proration", Json.flag(invoiceItem, "proration"))
                .put(
                        "subscription",
                        Json.text(invoiceItem, "parent", "subscription_details", "subscription")
                                .orElse(null));
        details.putObject("proration_details").putNull("credited_items");
        return line;
    }

    private ObjectNode ofSubscription(ObjectNode item, long amount, String description, Instant start, Instant end) {
        var price = (ObjectNode) item.path("price");
        var line = objects.blank(Kind.INVOICE_LINE)
                .put("amount", amount)
                .put("subtotal", amount)
                .put("currency", Json.string(price, "currency"))
                .put("description", description)
                .put("quantity", Json.number(item, "quantity"));
        line.set("period", span(start, end));
        line.set("pricing", pricing(price));
        var parent = line.putObject("parent")
                .put("type", "subscription_item_details")
                .putNull("invoice_item_details");
        var details = parent.putObject("subscription_item_details")
                .putNull("invoice_item")
                .put("proration", false)
                .put("subscription", Json.text(item, "subscription").orElse(null))
                .put("subscription_item", Json.string(item, "id"));
        details.putObject("proration_details").putNull("credited_items");
        return line;
    }

    String productName(ObjectNode price) {
        return objects.find(Kind.PRODUCT, Json.string(price, "product"))
                .map(product -> Json.string(product, "name"))
                .orElse("Subscription");
    }

    static ObjectNode span(Instant start, Instant end) {
        return Json.object().put("start", start.getEpochSecond()).put("end", end.getEpochSecond());
    }

    static ObjectNode pricing(ObjectNode price) {
        var pricing = Json.object()
                .put("type", "price_details")
                .put("unit_amount_decimal", Json.string(price, "unit_amount_decimal"));
        pricing.putObject("price_details")
                .put("price", Json.string(price, "id"))
                .put("product", Json.string(price, "product"));
        return pricing;
    }
}
