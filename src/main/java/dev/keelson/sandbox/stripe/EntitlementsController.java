package dev.keelson.sandbox.stripe;

import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Features, the products that they come with, and the customers who have them. */
@RestController
@RequestMapping("/stripe/v1")
class EntitlementsController {
    private final StripeObjects objects;
    private final ProductFeatures productFeatures;
    private final ActiveEntitlements entitlements;

    EntitlementsController(StripeObjects objects, ProductFeatures productFeatures, ActiveEntitlements entitlements) {
        this.objects = objects;
        this.productFeatures = productFeatures;
        this.entitlements = entitlements;
    }

    @PostMapping("/entitlements/features")
    ObjectNode create(Params params) {
        var lookupKey = params.required("lookup_key");
        if (objects.all(Kind.FEATURE).stream().anyMatch(feature -> Json.is(feature, "lookup_key", lookupKey))) {
            throw StripeError.invalid("A feature with the lookup key `%s` already exists.".formatted(lookupKey))
                    .code("resource_already_exists")
                    .param("lookup_key");
        }
        var feature = objects.blank(Kind.FEATURE).put("lookup_key", lookupKey).put("name", params.required("name"));
        params.copyMetadata(feature);
        objects.save(feature);
        return feature;
    }

    /** Without {@code archived}, those that are in use. */
    @GetMapping("/entitlements/features")
    ObjectNode list(Params params) {
        boolean archived = params.flag("archived").orElse(false);
        var found = objects.all(Kind.FEATURE).stream()
                .filter(ObjectList.matching(params, "lookup_key"))
                .filter(feature -> Json.flag(feature, "active") != archived)
                .toList();
        return ObjectList.page("/v1/entitlements/features", found, params);
    }

    @GetMapping("/entitlements/features/{id}")
    ObjectNode retrieve(@PathVariable String id) {
        return objects.get(Kind.FEATURE, id);
    }

    @PostMapping("/entitlements/features/{id}")
    ObjectNode update(@PathVariable String id, Params params) {
        var feature = objects.get(Kind.FEATURE, id);
        params.copyTexts(feature, "name");
        params.copyMetadata(feature);
        params.flag("active").ifPresent(active -> feature.put("active", active));
        objects.save(feature);
        return feature;
    }

    @PostMapping("/products/{product}/features")
    ObjectNode attach(@PathVariable String product, Params params) {
        objects.get(Kind.PRODUCT, product);
        var attached = productFeatures.attach(product, objects.named(Kind.FEATURE, params, "entitlement_feature"));
        entitlements.refreshAll();
        return attached;
    }

    @GetMapping("/products/{product}/features")
    ObjectNode attached(@PathVariable String product, Params params) {
        objects.get(Kind.PRODUCT, product);
        return ObjectList.page(
                "/v1/products/%s/features".formatted(product), productFeatures.attachedTo(product), params);
    }

    @GetMapping("/products/{product}/features/{id}")
    ObjectNode attached(@PathVariable String product, @PathVariable String id) {
        return productFeatures.get(product, id);
    }

    @DeleteMapping("/products/{product}/features/{id}")
    ObjectNode detach(@PathVariable String product, @PathVariable String id) {
        var detached = productFeatures.detach(product, id);
        entitlements.refreshAll();
        return detached;
    }

    @GetMapping("/entitlements/active_entitlements")
    ObjectNode active(Params params) {
        var customer = Json.string(objects.named(Kind.CUSTOMER, params, "customer"), "id");
        return ObjectList.page("/v1/entitlements/active_entitlements", entitlements.of(customer), params);
    }

    @GetMapping("/entitlements/active_entitlements/{id}")
    ObjectNode active(@PathVariable String id) {
        return objects.all(Kind.CUSTOMER).stream()
                .flatMap(customer -> entitlements.of(Json.string(customer, "id")).stream())
                .filter(entitlement -> Json.is(entitlement, "id", id))
                .findFirst()
                .orElseThrow(() -> StripeError.noSuch(Kind.ACTIVE_ENTITLEMENT, id));
    }
}
