package dev.keelson.sandbox.stripe;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping("/stripe/v1/prices")
class PricesController {
    private final StripeObjects objects;
    private final Prices prices;

    PricesController(StripeObjects objects, Prices prices) {
        this.objects = objects;
        this.prices = prices;
    }

    @PostMapping
    ObjectNode create(Params params) {
        return prices.create(params);
    }

    @GetMapping
    ObjectNode list(Params params) {
        var lookupKeys = params.texts("lookup_keys");
        var found = objects.all(Kind.PRICE).stream()
                .filter(ObjectList.matching(params, "active", "product", "currency", "type"))
                .filter(ObjectList.createdIn(params))
                .filter(price -> lookupKeys.isEmpty()
                        || Json.text(price, "lookup_key")
                                .filter(lookupKeys::contains)
                                .isPresent())
                .toList();
        return ObjectList.page("/v1/prices", found, params);
    }

    @GetMapping("/{id}")
    ObjectNode retrieve(@PathVariable String id) {
        return objects.get(Kind.PRICE, id);
    }

    @PostMapping("/{id}")
    ObjectNode update(@PathVariable String id, Params params) {
        var price = objects.get(Kind.PRICE, id);
        params.copyTexts(price, "nickname", "lookup_key", "tax_behavior");
        params.flag("active").ifPresent(active -> price.put("active", active));
        params.copyMetadata(price);
        objects.update(price);
        return price;
    }
}
