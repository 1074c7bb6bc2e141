package dev.keelson.billing;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.keelson.billing.Deliveries.event;
import static dev.keelson.billing.StripeObjects.CREATED;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.keelson.shared.CurrentUser;
import dev.keelson.testing.TestUsers;
import dev.keelson.webhooks.WebhookHandler;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A price, somebody who can buy it, and what Stripe answers them. */
final class Shop {
    final String unique = UUID.randomUUID().toString().substring(0, 8);
    final String customer = "cus_" + unique;
    final String price = "price_" + unique;
    final CurrentUser user;
    final Deliveries deliveries;
    private long told = CREATED;
    private final MockMvc mvc;
    private final JdbcClient jdbc;
    private final WireMockServer stripe;

    Shop(
            MockMvc mvc,
            CurrentUser user,
            JdbcClient jdbc,
            WireMockServer stripe,
            List<WebhookHandler> handlers,
            TransactionTemplate transaction) {
        this.mvc = mvc;
        this.user = user;
        this.jdbc = jdbc;
        this.stripe = stripe;
        deliveries = new Deliveries(handlers, transaction, jdbc);
        tell("product.created", StripeObjects.product("prod_" + unique, "Premium"));
        tell("price.created", StripeObjects.price(price, "prod_" + unique, 1900));
        tell("customer.created", StripeObjects.customer(customer, user.id()));
    }

    /** Each a second after the one before. */
    void tell(String type, ObjectNode object) {
        deliveries.deliver(event(type, told++, object));
    }

    /** Another price of the same product. */
    String anotherPrice(String name) {
        String id = "price_%s_%s".formatted(name, unique);
        tell("price.created", StripeObjects.price(id, "prod_" + unique, 4900));
        return id;
    }

    ObjectNode object(String type, String id) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("object", type)
                .put("livemode", false)
                .put("created", CREATED)
                .put("customer", customer);
    }

    ObjectNode intent(String status) {
        return object("payment_intent", "pi_" + unique)
                .put("status", status)
                .put("amount", 1900)
                .put("currency", "usd")
                .put("client_secret", "pi_%s_secret_%s".formatted(unique, unique));
    }

    ObjectNode subscription(String status) {
        var item = StripeObjects.item("si_" + unique, StripeObjects.price(price, "prod_" + unique, 1900));
        return StripeObjects.subscription("sub_" + unique, customer, status, List.of(item));
    }

    /** With what is to be paid first. */
    ObjectNode withSecret(ObjectNode subscription) {
        var invoice = object("invoice", "in_" + unique).put("status", "open");
        invoice.putObject("confirmation_secret")
                .put("client_secret", "pi_%s_secret_first".formatted(unique))
                .put("type", "payment_intent");
        subscription.set("latest_invoice", invoice);
        return subscription;
    }

    UUID subscribed(ObjectNode subscription) {
        tell("customer.subscription.created", subscription);
        return idOf("subscriptions", subscription.path("id").stringValue());
    }

    UUID idOf(String table, String stripeId) {
        return jdbc.sql("select id from %s where stripe_id = :id".formatted(table))
                .param("id", stripeId)
                .query(UUID.class)
                .single();
    }

    void answersPost(String path, JsonNode answer) {
        stripe.stubFor(post(urlEqualTo(path)).willReturn(okJson(answer.toString())));
    }

    void answersGet(String path, JsonNode answer) {
        stripe.stubFor(get(urlPathEqualTo(path)).willReturn(okJson(answer.toString())));
    }

    void lists(String path, JsonNode... objects) {
        var list = JsonNodeFactory.instance.objectNode().put("object", "list").put("has_more", false);
        var data = list.putArray("data");
        List.of(objects).forEach(data::add);
        answersGet(path, list);
    }

    void refuses(String path, int status, Map<String, String> error) {
        var body = JsonNodeFactory.instance.objectNode();
        var inner = body.putObject("error").put("message", "No.");
        error.forEach(inner::put);
        stripe.stubFor(post(urlEqualTo(path)).willReturn(jsonResponse(body.toString(), status)));
    }

    List<LoggedRequest> posted(String path) {
        return stripe.findAll(postRequestedFor(urlEqualTo(path)));
    }

    ResultActions ask(HttpMethod method, String path, @Nullable String body) throws Exception {
        return ask(user, method, path, body, null);
    }

    ResultActions ask(CurrentUser as, HttpMethod method, String path, @Nullable String body, @Nullable String key)
            throws Exception {
        var request = MockMvcRequestBuilders.request(method, "/api/v1" + path).with(TestUsers.as(as));
        if (body != null) {
            request.contentType(MediaType.APPLICATION_JSON).content(body);
        }
        return mvc.perform(key == null ? request : request.header("Idempotency-Key", key));
    }

    /** All that the database holds of the user's orders, answers, objects and audit. */
    String everythingStored() {
        return jdbc.sql("""
                        select coalesce(string_agg(row, ' '), '') from (
                          select to_jsonb(c)::text as row from billing_commands c where user_id = :user
                          union all select to_jsonb(k)::text from idempotency_keys k where user_id = :user
                          union all select to_jsonb(p)::text from payment_intents p where user_id = :user
                          union all select to_jsonb(p)::text from setup_intents p where user_id = :user
                          union all select to_jsonb(p)::text from subscriptions p where user_id = :user
                          union all select to_jsonb(p)::text from invoices p where user_id = :user
                          union all select to_jsonb(a)::text from audit_log a where actor_id = :user) stored
                        """)
                .param("user", user.id().value())
                .query(String.class)
                .single();
    }
}
