package dev.keelson.sandbox.stripe;

import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping("/stripe/v1/products")
class ProductsController {
    private final StripeObjects objects;
    private final StripeClock clock;

    ProductsController(StripeObjects objects, StripeClock clock) {
        this.objects = objects;
        this.clock = clock;
    }

    @PostMapping
    ObjectNode create(Params params) {
        var product = objects.blank(Kind.PRODUCT, params.text("id").orElseGet(Kind.PRODUCT::newId))
                .put("name", params.required("name"));
        if (objects.find(Kind.PRODUCT, Json.string(product, "id")).isPresent()) {
            throw StripeError.invalid("Product already exists.").code("resource_already_exists");
        }
        apply(params, product);
        objects.create(product);
        return product;
    }

    @GetMapping
    ObjectNode list(Params params) {
        var ids = params.texts("ids");
        var found = objects.all(Kind.PRODUCT).stream()
                .filter(ObjectList.matching(params, "active"))
                .filter(ObjectList.createdIn(params))
                .filter(product -> ids.isEmpty() || ids.contains(Json.string(product, "id")))
                .toList();
        return ObjectList.page("/v1/products", found, params);
    }

    @GetMapping("/{id}")
    ObjectNode retrieve(@PathVariable String id) {
        return objects.get(Kind.PRODUCT, id);
    }

    @PostMapping("/{id}")
    ObjectNode update(@PathVariable String id, Params params) {
        var product = objects.get(Kind.PRODUCT, id);
        apply(params, product);
        objects.update(product);
        return product;
    }

    @DeleteMapping("/{id}")
    ObjectNode delete(@PathVariable String id) {
        var product = objects.get(Kind.PRODUCT, id);
        if (objects.all(Kind.PRICE).stream().anyMatch(price -> Json.is(price, "product", id))) {
            throw StripeError.invalid("This product cannot be deleted because it has one or more user-created prices.");
        }
        return objects.delete(product);
    }

    private void apply(Params params, ObjectNode product) {
        params.copyTexts(
                product,
                "name",
                "description",
                "default_price",
                "statement_descriptor",
                "tax_code",
                "unit_label",
                "url");
        params.flag("active").ifPresent(active -> product.put("active", active));
        params.copyMetadata(product);
        Json.put(product, "updated", clock.now());
    }
}
