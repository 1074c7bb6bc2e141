package dev.keelson.sandbox.stripe;

import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping("/stripe/v1/coupons")
class CouponsController {
    private final StripeObjects objects;
    private final Coupons coupons;

    CouponsController(StripeObjects objects, Coupons coupons) {
        this.objects = objects;
        this.coupons = coupons;
    }

    @PostMapping
    ObjectNode create(Params params) {
        return coupons.create(params);
    }

    @GetMapping
    ObjectNode list(Params params) {
        var found = objects.all(Kind.COUPON).stream()
                .filter(ObjectList.createdIn(params))
                .map(coupons::current)
                .toList();
        return ObjectList.page("/v1/coupons", found, params);
    }

    @GetMapping("/{id}")
    ObjectNode retrieve(@PathVariable String id) {
        return coupons.current(objects.get(Kind.COUPON, id));
    }

    /** What a coupon takes off never changes. */
    @PostMapping("/{id}")
    ObjectNode update(@PathVariable String id, Params params) {
        var coupon = objects.get(Kind.COUPON, id);
        params.copyTexts(coupon, "name");
        params.copyMetadata(coupon);
        objects.update(coupon);
        return coupons.current(coupon);
    }

    @DeleteMapping("/{id}")
    ObjectNode delete(@PathVariable String id) {
        return coupons.delete(objects.get(Kind.COUPON, id));
    }
}
