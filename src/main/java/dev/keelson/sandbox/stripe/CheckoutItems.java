package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxIds;
import dev.keelson.sandbox.server.SandboxStore;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** What a Checkout session sells; a list of its own beside the session. */
@Component
class CheckoutItems {
    private static final String KIND = "stripe.checkout_items";

    private final StripeObjects objects;
    private final SandboxStore store;
    private final Prices prices;
    private final InvoiceLines lines;

    CheckoutItems(StripeObjects objects, SandboxStore store, Prices prices, InvoiceLines lines) {
        this.objects = objects;
        this.store = store;
        this.prices = prices;
        this.lines = lines;
    }

    /** Not stored yet. */
    List<ObjectNode> create(List<Params> params) {
        if (params.isEmpty()) {
            throw StripeError.missing("line_items");
        }
        return params.stream().map(this::item).toList();
    }

    void keep(ObjectNode session, List<ObjectNode> items) {
        var id = Json.string(session, "id");
        store.put(KIND, id, ObjectList.of(url(id), items, false));
    }

    private ObjectNode item(Params params) {
        var price = params.has("price_data")
                ? prices.create(params.object("price_data"))
                : objects.named(Kind.PRICE, params, "price");
        if (!Json.flag(price, "active")) {
            throw StripeError.invalid("The price specified is inactive. This field only accepts active prices.")
                    .param(params.nameOf("price"));
        }
        long quantity = params.number("quantity").orElse(1);
        long amount = Json.number(price, "unit_amount") * quantity;
        var item = Json.object()
                .put("id", SandboxIds.next("li_"))
                .put("object", "item")
                .put("amount_discount", 0)
                .put("amount_subtotal", amount)
                .put("amount_tax", 0)
                .put("amount_total", amount)
                .put("currency", Json.string(price, "currency"))
                .put("description", lines.productName(price))
                .put("quantity", quantity);
        item.set("price", price);
        item.putNull("adjustable_quantity").putObject("metadata");
        return item;
    }

    ObjectNode list(ObjectNode session) {
        var id = Json.string(session, "id");
        return store.find(KIND, id).orElseGet(() -> ObjectList.of(url(id), List.of(), false));
    }

    List<ObjectNode> of(ObjectNode session) {
        return list(session)
                .path("data")
                .valueStream()
                .map(ObjectNode.class::cast)
                .toList();
    }

    private static String url(String session) {
        return "/v1/checkout/sessions/" + session + "/line_items";
    }
}
