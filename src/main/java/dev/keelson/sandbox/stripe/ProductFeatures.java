package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxStore;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Which features come with which product. What is attached does not name its product, so that is kept beside it. */
@Component
class ProductFeatures {
    private static final String PRODUCTS = "stripe.product_of_feature";

    private final StripeObjects objects;
    private final SandboxStore store;

    ProductFeatures(StripeObjects objects, SandboxStore store) {
        this.objects = objects;
        this.store = store;
    }

    ObjectNode attach(String product, ObjectNode feature) {
        if (of(product).stream().anyMatch(known -> Json.is(known, "id", Json.string(feature, "id")))) {
            throw StripeError.invalid("This feature has already been attached to the product.");
        }
        var attached = objects.blank(Kind.PRODUCT_FEATURE);
        attached.set("entitlement_feature", feature);
        objects.save(attached);
        store.put(PRODUCTS, Json.string(attached, "id"), Json.object().put("product", product));
        return attached;
    }

    ObjectNode detach(String product, String id) {
        var attached = get(product, id);
        store.delete(PRODUCTS, id);
        store.delete(Kind.PRODUCT_FEATURE.documents(), id);
        return Json.object()
                .put("id", Json.string(attached, "id"))
                .put("object", Kind.PRODUCT_FEATURE.object())
                .put("deleted", true);
    }

    ObjectNode get(String product, String id) {
        return attachedTo(product).stream()
                .filter(attached -> Json.is(attached, "id", id))
                .findFirst()
                .orElseThrow(() -> StripeError.noSuch(Kind.PRODUCT_FEATURE, id));
    }

    /** Newest first. */
    List<ObjectNode> attachedTo(String product) {
        return objects.all(Kind.PRODUCT_FEATURE).stream()
                .filter(attached -> store.find(PRODUCTS, Json.string(attached, "id"))
                        .filter(known -> Json.is(known, "product", product))
                        .isPresent())
                .map(this::current)
                .toList();
    }

    private ObjectNode current(ObjectNode attached) {
        objects.find(Kind.FEATURE, Json.string(attached, "entitlement_feature", "id"))
                .ifPresent(feature -> attached.set("entitlement_feature", feature));
        return attached;
    }

    /** Oldest first. */
    List<ObjectNode> of(String product) {
        return attachedTo(product).reversed().stream()
                .map(attached -> (ObjectNode) attached.path("entitlement_feature"))
                .toList();
    }
}
