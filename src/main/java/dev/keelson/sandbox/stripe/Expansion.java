package dev.keelson.sandbox.stripe;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How an answer differs from what is stored: {@code expand[]} puts objects in the place of their ids, and fields in that are
 * left out unless asked for; long lists are shortened.
 */
@RestControllerAdvice(basePackageClasses = Expansion.class)
class Expansion implements ResponseBodyAdvice<ObjectNode> {
    private final StripeObjects objects;
    private final Map<String, Function<ObjectNode, JsonNode>> onRequest;

    Expansion(StripeObjects objects, InvoicePayments payments, CheckoutItems items, Coupons coupons) {
        this.objects = objects;
        this.onRequest = Map.of(
                "invoice.payments", payments::list,
                "invoice.confirmation_secret", payments::confirmationSecret,
                "checkout.session.line_items", items::list,
                "customer.subscriptions", this::subscriptions,
                "charge.refunds", this::refunds,
                "coupon.applies_to", coupons::appliesTo);
    }

    @Override
    public boolean supports(MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converterType) {
        return returnType.getParameterType() == ObjectNode.class;
    }

    @Override
    public @Nullable ObjectNode beforeBodyWrite(
            @Nullable ObjectNode body,
            MethodParameter returnType,
            MediaType contentType,
            Class<? extends HttpMessageConverter<?>> converterType,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        if (body != null && request instanceof ServletServerHttpRequest servlet) {
            expansions(servlet.getServletRequest()).forEach(path -> expand(body, List.of(path.split("\\.")), path));
            NestedLists.shorten(body);
            body.path("data")
                    .valueStream()
                    .filter(ObjectNode.class::isInstance)
                    .forEach(each -> NestedLists.shorten((ObjectNode) each));
        }
        return body;
    }

    private static List<String> expansions(HttpServletRequest request) {
        return Params.of(request.getParameterMap()).texts("expand");
    }

    private void expand(ObjectNode node, List<String> path, String whole) {
        var name = path.getFirst();
        var include = onRequest.get(Json.text(node, "object").orElse("") + "." + name);
        if (include != null && !node.has(name)) {
            node.set(name, include.apply(node));
        }
        if (!node.has(name)) {
            throw StripeError.invalid("This property cannot be expanded (%s).".formatted(whole))
                    .param("expand");
        }
        var rest = path.subList(1, path.size());
        if (node.get(name) instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, expanded(array.get(i), rest, whole));
            }
        } else {
            node.set(name, expanded(node.get(name), rest, whole));
        }
    }

    private JsonNode expanded(JsonNode value, List<String> rest, String whole) {
        var target = value.isString()
                ? find(value.stringValue()).<JsonNode>map(found -> found).orElse(value)
                : value;
        if (target instanceof ObjectNode object && !rest.isEmpty()) {
            expand(object, rest, whole);
        }
        return target;
    }

    private Optional<ObjectNode> find(String id) {
        return objects.find(Kind.ofId(id), id);
    }

    private ObjectNode subscriptions(ObjectNode customer) {
        var id = Json.string(customer, "id");
        var live = objects.all(Kind.SUBSCRIPTION).stream()
                .filter(subscription -> Json.is(subscription, "customer", id))
                .filter(subscription -> !SubscriptionStatus.of(subscription).isFinal())
                .toList();
        return ObjectList.of("/v1/customers/" + id + "/subscriptions", live, false);
    }

    private ObjectNode refunds(ObjectNode charge) {
        var id = Json.string(charge, "id");
        var refunds = objects.all(Kind.REFUND).stream()
                .filter(refund -> Json.is(refund, "charge", id))
                .toList();
        return ObjectList.of("/v1/charges/" + id + "/refunds", refunds, false);
    }
}
