package dev.keelson.clients.stripe;

import com.stripe.Stripe;
import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.net.ApiRequestParams;
import com.stripe.net.ApiResource.RequestMethod;
import com.stripe.net.FormEncoder;
import com.stripe.net.RawRequestOptions;
import com.stripe.net.StripeResponse;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.InvoiceCreatePreviewParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.SetupIntentCreateParams;
import com.stripe.param.SubscriptionCancelParams;
import com.stripe.param.SubscriptionCreateParams;
import com.stripe.param.SubscriptionResumeParams;
import com.stripe.param.SubscriptionUpdateParams;
import dev.keelson.clients.Answer;
import dev.keelson.clients.ApiCall;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.BaseApiClient;
import dev.keelson.clients.Pipeline;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The operations of Stripe's API that we use. Parameters are stripe-java's, whose names are checked by the compiler; answers
 * are the JSON as it came, because stripe-java's models know one API version and what we mirror holds several.
 *
 * <p>Every POST carries the caller's idempotency key: the same key again never does the same thing twice
 * (<a href="https://docs.stripe.com/api/idempotent_requests">Stripe keeps it for at least 24 hours</a>). Therefore
 * they may be repeated.
 *
 * <p>All operations throw {@link ApiException} and must not be called inside a database transaction.
 */
public class StripeApiClient extends BaseApiClient {
    private static final int PAGE_SIZE = 100;
    private static final String PREVIEW_PATH = "/v1/invoices/create_preview";
    private static final String PREVIEW = "POST " + PREVIEW_PATH;

    static {
        // It would write an id of this machine to disk and send it along; there is no setting per client.
        Stripe.enableTelemetry = false;
    }

    private final StripeClient stripe;

    StripeApiClient(Pipeline pipeline, StripeSettings settings) {
        super(pipeline);
        this.stripe = StripeClient.builder()
                .setApiKey(settings.secretKey())
                .setApiBase(settings.apiUrl())
                .setHttpClient(new StripeHttp(http()))
                .setMaxNetworkRetries(0)
                .build();
    }

    public JsonNode createCustomer(CustomerCreateParams params, String idempotencyKey) {
        return post("POST /v1/customers", "/v1/customers", params, idempotencyKey);
    }

    public JsonNode updateCustomer(String id, CustomerUpdateParams params, String idempotencyKey) {
        return post("POST /v1/customers/{id}", StripeObjectType.CUSTOMER.path(id), params, idempotencyKey);
    }

    /** Stripe cancels the customer's subscriptions with it, at once. Deleting twice is a {@link ApiException.NotFound}. */
    public JsonNode deleteCustomer(String id) {
        return delete("DELETE /v1/customers/{id}", StripeObjectType.CUSTOMER.path(id));
    }

    /** The answer holds a bearer link to the payment page ({@code url}): never log or store it. */
    public JsonNode createCheckoutSession(com.stripe.param.checkout.SessionCreateParams params, String idempotencyKey) {
        return post("POST /v1/checkout/sessions", "/v1/checkout/sessions", params, idempotencyKey);
    }

    /** Closes an open session, so that nobody can pay on it any more. A {@link ApiException.Refused} where it is not open. */
    public JsonNode expireCheckoutSession(String id, String idempotencyKey) {
        String path = StripeObjectType.CHECKOUT_SESSION.path(id) + "/expire";
        return post("POST /v1/checkout/sessions/{id}/expire", path, null, idempotencyKey);
    }

    /** The answer holds a bearer link to the customer's portal ({@code url}): never log or store it. */
    public JsonNode createPortalSession(
            com.stripe.param.billingportal.SessionCreateParams params, String idempotencyKey) {
        return post("POST /v1/billing_portal/sessions", "/v1/billing_portal/sessions", params, idempotencyKey);
    }

    /**
     * The answer holds the client secret ({@code latest_invoice.confirmation_secret}) where a first payment is needed: never log
     * or store it.
     *
     * @throws ApiException.CardDeclined where the bank refuses it at once
     */
    public JsonNode createSubscription(SubscriptionCreateParams params, String idempotencyKey) {
        return post("POST /v1/subscriptions", "/v1/subscriptions", params, idempotencyKey);
    }

    /**
     * Ends a pause.
     *
     * @throws ApiException.Refused where the subscription is not paused
     */
    public JsonNode resumeSubscription(String id, SubscriptionResumeParams params, String idempotencyKey) {
        String path = StripeObjectType.SUBSCRIPTION.path(id) + "/resume";
        return post("POST /v1/subscriptions/{id}/resume", path, params, idempotencyKey);
    }

    public JsonNode updateSubscription(String id, SubscriptionUpdateParams params, String idempotencyKey) {
        String path = StripeObjectType.SUBSCRIPTION.path(id);
        return post("POST /v1/subscriptions/{id}", path, params, idempotencyKey);
    }

    /** Ends the subscription at once. Doing it twice is a {@link ApiException.NotFound}. */
    public JsonNode cancelSubscription(String id, SubscriptionCancelParams params) {
        String path = StripeObjectType.SUBSCRIPTION.path(id) + query(params.toMap());
        return delete("DELETE /v1/subscriptions/{id}", path);
    }

    /**
     * The answer holds the client secret: never log or store it.
     *
     * @throws ApiException.CardDeclined where it is confirmed at once and the bank refuses
     */
    public JsonNode createPaymentIntent(PaymentIntentCreateParams params, String idempotencyKey) {
        return post("POST /v1/payment_intents", "/v1/payment_intents", params, idempotencyKey);
    }

    /** @throws ApiException.Refused where it is paid already */
    public JsonNode cancelPaymentIntent(String id, String idempotencyKey) {
        String path = StripeObjectType.PAYMENT_INTENT.path(id) + "/cancel";
        return post("POST /v1/payment_intents/{id}/cancel", path, null, idempotencyKey);
    }

    /** The answer holds the client secret: never log or store it. */
    public JsonNode createSetupIntent(SetupIntentCreateParams params, String idempotencyKey) {
        return post("POST /v1/setup_intents", "/v1/setup_intents", params, idempotencyKey);
    }

    /** All payment methods of a customer: brand, last four digits and expiry of cards. */
    public List<JsonNode> listPaymentMethods(String customerId) {
        return list(
                "GET /v1/customers/{id}/payment_methods",
                StripeObjectType.CUSTOMER.path(customerId) + "/payment_methods",
                Map.of());
    }

    /** All tax ids of a customer. */
    public List<JsonNode> listTaxIds(String customerId) {
        return list(
                "GET /v1/customers/{id}/tax_ids", StripeObjectType.CUSTOMER.path(customerId) + "/tax_ids", Map.of());
    }

    /** Takes the method from its customer for good. */
    public JsonNode detachPaymentMethod(String id, String idempotencyKey) {
        String path = StripeObjectType.PAYMENT_METHOD.path(id) + "/detach";
        return post("POST /v1/payment_methods/{id}/detach", path, null, idempotencyKey);
    }

    /**
     * All or part of what was paid goes back.
     *
     * @throws ApiException.Refused where that much is not left
     */
    public JsonNode createRefund(RefundCreateParams params, String idempotencyKey) {
        return post("POST /v1/refunds", "/v1/refunds", params, idempotencyKey);
    }

    /**
     * What the next invoice would be, or the one after a change. Nothing is stored.
     *
     * @throws ApiException.Invalid where there is no next one
     */
    public JsonNode previewInvoice(InvoiceCreatePreviewParams params) {
        return send(call(PREVIEW).thatReads(), RequestMethod.POST, PREVIEW_PATH, form(params), noOptions());
    }

    /** The next invoice of a customer's subscription; may be as old as the cache {@code upcoming-invoices} says. */
    public Answer<JsonNode> upcomingInvoice(String customerId, String subscriptionId) {
        var params = InvoiceCreatePreviewParams.builder()
                .setCustomer(customerId)
                .setSubscription(subscriptionId)
                .build();
        return ask(
                call(PREVIEW).thatReads().cached("upcoming-invoices", customerId),
                RequestMethod.POST,
                PREVIEW_PATH,
                form(params),
                noOptions());
    }

    /** What a customer is entitled to: Stripe's summary shows ten at most. */
    public List<JsonNode> listActiveEntitlements(String customerId) {
        return list("/v1/entitlements/active_entitlements", Map.of("customer", customerId));
    }

    /** All invoices of a customer, drafts included, the newest first. */
    public List<JsonNode> listInvoices(String customerId) {
        return list(StripeObjectType.INVOICE.path(), Map.of("customer", customerId));
    }

    /** The promotion code that customers type, while it may be used: one at most. */
    public List<JsonNode> findPromotionCode(String code) {
        return list(StripeObjectType.PROMOTION_CODE.path(), Map.of("code", code, "active", "true"));
    }

    /** An object as it is now. A deleted customer or product is answered as {@code {id, object, deleted: true}}. */
    public JsonNode retrieve(StripeObjectType type, String id) {
        return get("GET " + type.path() + "/{id}", type.path(id));
    }

    /** The same with other objects whole that are otherwise shown by their ids. */
    public JsonNode retrieveExpanded(StripeObjectType type, String id, List<String> expanded) {
        return get("GET " + type.path() + "/{id}", type.path(id) + query(Map.of("expand", expanded)));
    }

    /** An event of the last 30 days, with its object as it was then. */
    public JsonNode retrieveEvent(String id) {
        return get("GET /v1/events/{id}", "/v1/events/" + URLEncoder.encode(id, StandardCharsets.UTF_8));
    }

    /** All products that can be sold, page by page. */
    public List<JsonNode> listProducts() {
        return list(StripeObjectType.PRODUCT.path(), Map.of("active", "true"));
    }

    /** All prices that can be used, page by page. */
    public List<JsonNode> listPrices() {
        return list(StripeObjectType.PRICE.path(), Map.of("active", "true"));
    }

    /**
     * One page of a kind's objects, the newest first; subscriptions that have ended are among them, deleted objects never.
     *
     * @param startingAfter the last object of the page before; null for the first page
     */
    public StripePage page(StripeObjectType type, @Nullable String startingAfter) {
        Map<String, String> all = type == StripeObjectType.SUBSCRIPTION ? Map.of("status", "all") : Map.of();
        return page(type.path(), pageOf(all, startingAfter));
    }

    /**
     * One page of the events of the last 30 days that Stripe has not got rid of at some endpoint, the newest first. Where
     * there are several endpoints, ours may have had them.
     *
     * @param from not older than that
     * @param startingAfter an event: the page has older ones
     * @param endingBefore an event: the page has those that come next after it; one of the two at most
     */
    public StripePage undeliveredEvents(Instant from, @Nullable String startingAfter, @Nullable String endingBefore) {
        var parameters = pageOf(Map.of("delivery_success", "false"), startingAfter);
        parameters.put("created", Map.of("gte", from.getEpochSecond()));
        if (endingBefore != null) {
            parameters.put("ending_before", endingBefore);
        }
        return page("/v1/events", parameters);
    }

    private StripePage page(String path, Map<String, Object> parameters) {
        return page("GET " + path, path, parameters);
    }

    private StripePage page(String operation, String path, Map<String, Object> parameters) {
        var page = get(operation, path + query(parameters));
        return new StripePage(
                page.path("data").valueStream().toList(), page.path("has_more").asBoolean(false));
    }

    /** All subscriptions of a customer, also the ended ones. */
    public List<JsonNode> listSubscriptions(String customerId) {
        return list(StripeObjectType.SUBSCRIPTION.path(), Map.of("customer", customerId, "status", "all"));
    }

    /** All items of a subscription, of which the subscription itself shows ten at most. */
    public List<JsonNode> listSubscriptionItems(String subscriptionId) {
        return list("/v1/subscription_items", Map.of("subscription", subscriptionId));
    }

    private List<JsonNode> list(String path, Map<String, String> parameters) {
        return list("GET " + path, path, parameters);
    }

    private List<JsonNode> list(String operation, String path, Map<String, String> parameters) {
        var items = new ArrayList<JsonNode>();
        String after = null;
        do {
            var page = page(operation, path, pageOf(parameters, after));
            items.addAll(page.objects());
            after = page.next();
        } while (after != null);
        return items;
    }

    private static Map<String, Object> pageOf(Map<String, String> parameters, @Nullable String after) {
        var all = new LinkedHashMap<String, Object>(parameters);
        all.put("limit", PAGE_SIZE);
        if (after != null) {
            all.put("starting_after", after);
        }
        return all;
    }

    private static String query(Map<String, Object> parameters) {
        // stripe-java leaves brackets as they are, which not every server on the way takes in an address.
        return parameters.isEmpty()
                ? ""
                : "?"
                        + FormEncoder.createQueryString(parameters)
                                .replace("[", "%5B")
                                .replace("]", "%5D");
    }

    private JsonNode get(String operation, String path) {
        return send(call(operation), RequestMethod.GET, path, null, noOptions());
    }

    private JsonNode delete(String operation, String path) {
        return send(call(operation), RequestMethod.DELETE, path, null, noOptions());
    }

    private JsonNode post(String operation, String path, @Nullable ApiRequestParams params, String idempotencyKey) {
        var options = new RawRequestOptions.RawRequestOptionsBuilder().setIdempotencyKey(idempotencyKey);
        return send(call(operation), RequestMethod.POST, path, form(params), options.build());
    }

    private static RawRequestOptions noOptions() {
        return new RawRequestOptions.RawRequestOptionsBuilder().build();
    }

    private static String form(@Nullable ApiRequestParams params) {
        return params == null ? "" : FormEncoder.createQueryString(params.toMap());
    }

    private JsonNode send(
            ApiCall call, RequestMethod method, String path, @Nullable String form, RawRequestOptions options) {
        return ask(call, method, path, form, options).value();
    }

    private Answer<JsonNode> ask(
            ApiCall call, RequestMethod method, String path, @Nullable String form, RawRequestOptions options) {
        return within(call, () -> {
            StripeResponse response = raw(method, path, form, options);
            return answer(
                    call,
                    response.code(),
                    name -> response.headers().firstValue(name).orElse(null),
                    response.body().getBytes(StandardCharsets.UTF_8));
        });
    }

    private StripeResponse raw(RequestMethod method, String path, @Nullable String form, RawRequestOptions options) {
        try {
            return stripe.rawRequest(method, path, form, options);
        } catch (StripeException e) {
            throw new IllegalArgumentException("not a request that stripe-java sends", e);
        }
    }
}
