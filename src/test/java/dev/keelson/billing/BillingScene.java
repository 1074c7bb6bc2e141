package dev.keelson.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.shared.UserId;
import dev.keelson.testing.WebhookSender;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A user who pays, and what Stripe tells of it by signed webhooks. Each event is a second later than the one before it was told,
 * so that none ties; the first is a minute ago.
 */
public final class BillingScene {
    private final WebhookSender webhooks;
    private final JdbcClient jdbc;
    private final Map<String, ObjectNode> prices = new HashMap<>();
    private long second = Instant.now().getEpochSecond() - 60;

    /** Part of each id. */
    public final String unique = UUID.randomUUID().toString().replace("-", "").substring(0, 12);

    public final UserId user;
    public final String customer = "cus_" + unique;

    public BillingScene(UserId user, WebhookSender webhooks, JdbcClient jdbc) {
        this.user = user;
        this.webhooks = webhooks;
        this.jdbc = jdbc;
    }

    /** An event that has not been sent. */
    public record Event(String id, String body) {}

    public String id(String kind) {
        return kind + "_" + unique;
    }

    /** A product of which a month costs 19, and its price. */
    public void product(String name, Map<String, String> metadata) throws Exception {
        product(name, 1900, metadata);
    }

    public void product(String name, long amount, Map<String, String> metadata) throws Exception {
        var product = StripeObjects.product(id("prod_" + name), name);
        var all = product.putObject("metadata");
        all.put("plan", name + "-" + unique);
        metadata.forEach(all::put);
        var price = StripeObjects.price(id("price_" + name), id("prod_" + name), amount);
        prices.put(name, price);
        tell("product.updated", product);
        tell("price.created", price);
    }

    public ObjectNode customerObject() {
        return StripeObjects.customer(customer, user);
    }

    /** Of these products, billed monthly since an hour ago. */
    public ObjectNode subscription(String name, String status, String... products) {
        long start = Instant.now().minus(Duration.ofHours(1)).getEpochSecond();
        var items = new ArrayList<ObjectNode>();
        for (String product : products) {
            var item = StripeObjects.item(id("si_%s_%s".formatted(name, product)), price(product));
            item.put("current_period_start", start);
            item.put("current_period_end", start + Duration.ofDays(30).toSeconds());
            items.add(item);
        }
        return StripeObjects.subscription(id("sub_" + name), customer, status, items)
                .put("start_date", start)
                .put("billing_cycle_anchor", start);
    }

    /** Finalised at that time and tried that often. */
    public ObjectNode invoice(String name, String subscription, String status, long attempts, Instant finalised) {
        var invoice = StripeObjects.invoice(id("in_" + name), customer, id("sub_" + subscription), status);
        invoice.put("attempt_count", attempts).put("created", finalised.getEpochSecond());
        invoice.putObject("status_transitions").put("finalized_at", finalised.getEpochSecond());
        return invoice;
    }

    /** What ties an invoice to its payment intent. */
    public ObjectNode invoicePayment(String invoice, String intent) {
        var payment = object("invoice_payment", id("inpay_" + invoice));
        payment.put("invoice", id("in_" + invoice)).put("status", "open").put("is_default", true);
        payment.put("currency", "usd").put("amount_requested", 1900);
        payment.putObject("payment").put("type", "payment_intent").put("payment_intent", id("pi_" + intent));
        return payment;
    }

    public ObjectNode paymentIntent(String name, String status) {
        return object("payment_intent", id("pi_" + name))
                .put("customer", customer)
                .put("status", status)
                .put("currency", "usd")
                .put("amount", 1900);
    }

    public ObjectNode charge(String name) {
        return object("charge", id("ch_" + name))
                .put("customer", customer)
                .put("status", "succeeded")
                .put("currency", "usd")
                .put("amount", 1900)
                .put("paid", true);
    }

    public ObjectNode dispute(String name, String charge, String status) {
        return object("dispute", id("dp_" + name))
                .put("charge", id("ch_" + charge))
                .put("status", status)
                .put("reason", "fraudulent")
                .put("currency", "usd")
                .put("amount", 1900);
    }

    public ObjectNode card(String name, int year, int month) {
        var card = object("payment_method", id("pm_" + name))
                .put("customer", customer)
                .put("type", "card");
        card.putObject("card")
                .put("brand", "visa")
                .put("last4", "4242")
                .put("exp_year", year)
                .put("exp_month", month);
        return card;
    }

    public ObjectNode entitlements(String... lookupKeys) {
        var summary = JsonNodeFactory.instance
                .objectNode()
                .put("object", "entitlements.active_entitlement_summary")
                .put("customer", customer)
                .put("livemode", false);
        var list = summary.putObject("entitlements").put("object", "list").put("has_more", false);
        var data = list.putArray("data");
        for (String key : lookupKeys) {
            data.addObject()
                    .put("id", "ent_" + key + unique)
                    .put("object", "entitlements.active_entitlement")
                    .put("feature", "feat_" + key + unique)
                    .put("livemode", false)
                    .put("lookup_key", key);
        }
        return summary;
    }

    private ObjectNode object(String type, String id) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("object", type)
                .put("livemode", false)
                .put("created", Instant.now().getEpochSecond());
    }

    private ObjectNode price(String product) {
        return prices.computeIfAbsent(
                product, name -> StripeObjects.price(id("price_" + name), id("prod_" + name), 1900));
    }

    /** What happens next. */
    public Event happens(String type, ObjectNode object) {
        String id = "evt_" + UUID.randomUUID();
        return new Event(id, Deliveries.payload(id, type, second++, object).toString());
    }

    public void tell(String type, ObjectNode object) throws Exception {
        send(happens(type, object));
    }

    /** Returns when it is handled. */
    public void send(Event event) throws Exception {
        assertThat(webhooks.stripe(event.body()).statusCode()).isEqualTo(200);
        Awaitility.await("until %s is handled".formatted(event.body()))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> jdbc.sql("""
                                select not exists (select from webhook_work w where w.seq = d.seq)
                                  and not exists (select from webhook_dead x where x.event_id = d.event_id)
                                from webhook_dedup d where d.event_id = :id
                                """)
                        .param("id", event.id())
                        .query(Boolean.class)
                        .optional()
                        .orElse(false));
    }

    public void sendAll(List<Event> events) throws Exception {
        for (Event event : events) {
            send(event);
        }
    }
}
