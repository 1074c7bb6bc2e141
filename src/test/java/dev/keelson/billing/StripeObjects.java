package dev.keelson.billing;

import dev.keelson.shared.UserId;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Stripe's objects in the newest shape, with what a test does not care about filled in. */
final class StripeObjects {
    static final long CREATED = 1_790_000_000L;

    private StripeObjects() {}

    static ObjectNode customer(String id, UserId user) {
        var customer = object("customer", id);
        customer.put("email", "payer@example.com");
        customer.put("name", "A Payer");
        customer.put("currency", "usd");
        customer.putObject("invoice_settings").putNull("default_payment_method");
        customer.putObject("metadata").put("keelson_user_id", user.toString());
        return customer;
    }

    static ObjectNode product(String id, String name) {
        var product = object("product", id);
        product.put("name", name);
        product.put("active", true);
        product.put("description", name + " for everyone");
        product.putArray("marketing_features");
        product.putObject("metadata");
        return product;
    }

    static ObjectNode price(String id, String product, long unitAmount) {
        var price = object("price", id);
        price.put("product", product);
        price.put("active", true);
        price.put("currency", "usd");
        price.put("unit_amount", unitAmount);
        price.put("type", "recurring");
        price.putObject("recurring").put("interval", "month").put("interval_count", 1);
        return price;
    }

    static ObjectNode item(String id, ObjectNode price) {
        var item = object("subscription_item", id);
        item.set("price", price.deepCopy());
        item.put("quantity", 1);
        item.put("current_period_start", CREATED);
        item.put("current_period_end", CREATED + 2_592_000);
        return item;
    }

    static ObjectNode subscription(String id, String customer, String status, List<ObjectNode> items) {
        var subscription = object("subscription", id);
        subscription.put("customer", customer);
        subscription.put("status", status);
        subscription.put("currency", "usd");
        subscription.put("cancel_at_period_end", false);
        subscription.putNull("cancel_at");
        subscription.put("start_date", CREATED);
        var list = subscription.putObject("items");
        list.put("object", "list").put("has_more", false).put("url", "/v1/subscription_items?subscription=" + id);
        var data = list.putArray("data");
        items.forEach(item -> data.add(item.deepCopy()));
        return subscription;
    }

    static ObjectNode invoice(String id, String customer, String subscription, String status) {
        var invoice = object("invoice", id);
        invoice.put("customer", customer);
        invoice.put("customer_email", "payer@example.com");
        invoice.put("status", status);
        invoice.put("number", "KEEL-" + id.substring(id.length() - 4));
        invoice.put("currency", "usd");
        invoice.put("total", 1900).put("amount_due", 1900);
        boolean paid = status.equals("paid");
        invoice.put("amount_paid", paid ? 1900 : 0).put("amount_remaining", paid ? 0 : 1900);
        invoice.put("hosted_invoice_url", "https://invoice.stripe.com/i/secret-link");
        invoice.put("invoice_pdf", "https://pay.stripe.com/invoice/secret-link/pdf");
        var parent = invoice.putObject("parent").put("type", "subscription_details");
        parent.putObject("subscription_details").put("subscription", subscription);
        return invoice;
    }

    static ObjectNode checkoutSession(String id, String customer, String status) {
        var session = object("checkout.session", id);
        session.put("mode", "subscription");
        session.put("customer", customer);
        session.put("status", status);
        session.put("expires_at", CREATED + 7200);
        session.put("url", "https://checkout.stripe.com/c/pay/" + id + "#secret");
        session.putObject("metadata");
        return session;
    }

    private static ObjectNode object(String type, String id) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("object", type)
                .put("livemode", false)
                .put("created", CREATED);
    }
}
