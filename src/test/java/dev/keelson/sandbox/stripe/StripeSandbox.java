package dev.keelson.sandbox.stripe;

import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import com.stripe.Stripe;
import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.model.Subscription;
import com.stripe.model.checkout.Session;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.PaymentMethodAttachParams;
import com.stripe.param.SubscriptionCreateParams;
import com.stripe.param.checkout.SessionCreateParams;
import dev.keelson.sandbox.server.RunningSandbox;
import dev.keelson.sandbox.server.SandboxKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.util.LinkedMultiValueMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running sandbox, Stripe's own client for it, and the webhooks that it sends. */
final class StripeSandbox implements AutoCloseable {
    static final String PRO_USD = "price_pro_monthly_usd";
    static final String STARTER_USD = "price_starter_monthly_usd";
    static final String AGENCY_USD = "price_agency_monthly_usd";

    static {
        Stripe.enableTelemetry = false;
    }

    private final RunningSandbox sandbox = new RunningSandbox();

    StripeSandbox() {
        accept(200);
    }

    RunningSandbox sandbox() {
        return sandbox;
    }

    StripeClient api() {
        return api(SandboxKeys.STRIPE_SECRET_KEY);
    }

    StripeClient api(String key) {
        return StripeClient.builder()
                .setApiKey(key)
                .setApiBase(sandbox.url() + "/stripe")
                .build();
    }

    /** What Keelson answers to webhooks from now on. */
    void accept(int status) {
        sandbox.keelson().stubFor(WireMock.post("/webhooks/stripe").willReturn(status(status)));
    }

    /** Posts as curl does. */
    String post(String path) {
        return requireNonNull(sandbox.client().post().uri(path).retrieve().body(String.class));
    }

    JsonNode post(String path, String json) {
        return read(requireNonNull(sandbox.client()
                .post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(json)
                .retrieve()
                .body(String.class)));
    }

    void advance(String time) {
        post("/stripe/sandbox/clock", "{\"advance\": \"%s\"}".formatted(time));
    }

    /** The stand-in's time. */
    Instant now() {
        return Instant.parse(readBody(sandbox.client()
                        .get()
                        .uri("/stripe/sandbox/clock")
                        .retrieve()
                        .body(String.class))
                .path("now")
                .stringValue());
    }

    void nextPayment(Customer customer, String outcome) {
        post(
                "/stripe/sandbox/customers/" + customer.getId() + "/next-payment",
                "{\"outcome\": \"%s\"}".formatted(outcome));
    }

    Customer customer() throws StripeException {
        return api().v1()
                .customers()
                .create(CustomerCreateParams.builder()
                        .setEmail("buyer@example.com")
                        .build());
    }

    Customer customerWithCard(String testCard) throws StripeException {
        var customer = customer();
        var method = api().v1()
                .paymentMethods()
                .attach(
                        testCard,
                        PaymentMethodAttachParams.builder()
                                .setCustomer(customer.getId())
                                .build());
        return api().v1()
                .customers()
                .update(
                        customer.getId(),
                        CustomerUpdateParams.builder()
                                .setInvoiceSettings(CustomerUpdateParams.InvoiceSettings.builder()
                                        .setDefaultPaymentMethod(method.getId())
                                        .build())
                                .build());
    }

    Session checkout(Customer customer, String price) throws StripeException {
        return api().v1()
                .checkout()
                .sessions()
                .create(SessionCreateParams.builder()
                        .setMode(SessionCreateParams.Mode.SUBSCRIPTION)
                        .setCustomer(customer.getId())
                        .setSuccessUrl("https://shop.example.com/done?session={CHECKOUT_SESSION_ID}")
                        .setCancelUrl("https://shop.example.com/plans")
                        .addLineItem(SessionCreateParams.LineItem.builder()
                                .setPrice(price)
                                .setQuantity(1L)
                                .build())
                        .build());
    }

    Subscription subscribe(Customer customer, String price) throws StripeException {
        return api().v1()
                .subscriptions()
                .create(SubscriptionCreateParams.builder()
                        .setCustomer(customer.getId())
                        .addItem(SubscriptionCreateParams.Item.builder()
                                .setPrice(price)
                                .build())
                        .build());
    }

    Subscription subscription(String id) throws StripeException {
        return api().v1().subscriptions().retrieve(id);
    }

    List<LoggedRequest> webhooks() {
        return sandbox.keelson().findAll(postRequestedFor(urlEqualTo("/webhooks/stripe")));
    }

    /** The events about this object or customer that have arrived, in no particular order. */
    List<JsonNode> events(String id) {
        return webhooks().stream()
                .map(request -> read(request.getBodyAsString()))
                .filter(event -> event.path("data")
                                .path("object")
                                .path("id")
                                .asString("")
                                .equals(id)
                        || event.path("data")
                                .path("object")
                                .path("customer")
                                .asString("")
                                .equals(id))
                .toList();
    }

    List<String> types(String id) {
        return events(id).stream()
                .map(event -> event.path("type").stringValue())
                .toList();
    }

    void awaitTypes(String id, String... types) {
        await().atMost(Duration.ofSeconds(15)).until(() -> types(id).containsAll(Arrays.asList(types)));
    }

    JsonNode awaitEvent(String type, String id) {
        Supplier<List<JsonNode>> found = () -> events(id).stream()
                .filter(event -> event.path("type").stringValue().equals(type))
                .toList();
        await().atMost(Duration.ofSeconds(15)).until(() -> !found.get().isEmpty());
        return found.get().getFirst();
    }

    /** The newest event's id: a mark for {@link #typesSince}. */
    String mark() {
        return get("/v1/events?limit=1").at("/data/0/id").stringValue();
    }

    /** The types of all events after the marked one, in the order in which they happened. */
    List<String> typesSince(String mark) {
        return eventsSince(mark).stream()
                .map(event -> event.path("type").stringValue())
                .toList();
    }

    /** Those about one object, or about what belongs to that customer or charge: the clock moves for all. */
    List<String> typesSince(String mark, String id) {
        return eventsSince(mark).stream()
                .filter(event -> Stream.of("id", "customer", "charge")
                        .anyMatch(field -> event.path("data")
                                .path("object")
                                .path(field)
                                .asString("")
                                .equals(id)))
                .map(event -> event.path("type").stringValue())
                .toList();
    }

    List<JsonNode> eventsSince(String mark) {
        var events = new ArrayList<JsonNode>();
        for (var last = mark; ; last = events.getLast().path("id").stringValue()) {
            var page = get("/v1/events?limit=100&ending_before=" + last);
            events.addAll(page.path("data").valueStream().toList().reversed());
            if (!page.path("has_more").booleanValue()) {
                return events;
            }
        }
    }

    /** Reads from the API as it is, without the library's models in between. */
    JsonNode get(String path) {
        return readBody(sandbox.client()
                .get()
                .uri("/stripe" + path)
                .headers(headers -> headers.setBearerAuth(SandboxKeys.STRIPE_SECRET_KEY))
                .retrieve()
                .body(String.class));
    }

    /** Writes to the API as curl does, errors too are answers. */
    JsonNode form(String path, String... namesAndValues) {
        var fields = new LinkedMultiValueMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return readBody(sandbox.client()
                .post()
                .uri("/stripe" + path)
                .headers(headers -> headers.setBearerAuth(SandboxKeys.STRIPE_SECRET_KEY))
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .body(fields)
                .retrieve()
                .body(String.class));
    }

    JsonNode delete(String path) {
        return readBody(sandbox.client()
                .delete()
                .uri("/stripe" + path)
                .headers(headers -> headers.setBearerAuth(SandboxKeys.STRIPE_SECRET_KEY))
                .retrieve()
                .body(String.class));
    }

    static String[] with(String[] more, String... params) {
        return Stream.of(params, more).flatMap(Arrays::stream).toArray(String[]::new);
    }

    static String text(JsonNode node, String pointer) {
        return node.at(pointer).stringValue();
    }

    static long number(JsonNode node, String pointer) {
        return node.at(pointer).longValue();
    }

    static JsonNode readBody(@Nullable String json) {
        return read(requireNonNull(json));
    }

    static JsonNode read(String json) {
        return JsonMapper.shared().readTree(json);
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
