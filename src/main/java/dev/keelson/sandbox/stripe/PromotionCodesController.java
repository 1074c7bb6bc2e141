package dev.keelson.sandbox.stripe;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping("/stripe/v1/promotion_codes")
class PromotionCodesController {
    private final StripeObjects objects;
    private final PromotionCodes codes;

    PromotionCodesController(StripeObjects objects, PromotionCodes codes) {
        this.objects = objects;
        this.codes = codes;
    }

    @PostMapping
    ObjectNode create(Params params) {
        return codes.create(params);
    }

    @GetMapping
    ObjectNode list(Params params) {
        var word = params.text("code");
        var coupon = params.text("coupon");
        var found = objects.all(Kind.PROMOTION_CODE).stream()
                .map(codes::current)
                .filter(ObjectList.matching(params, "active", "customer"))
                .filter(ObjectList.createdIn(params))
                .filter(code -> word.isEmpty() || word.get().equalsIgnoreCase(Json.string(code, "code")))
                .filter(code -> coupon.isEmpty() || coupon.get().equals(PromotionCodes.couponOf(code)))
                .toList();
        return ObjectList.page("/v1/promotion_codes", found, params);
    }

    @GetMapping("/{id}")
    ObjectNode retrieve(@PathVariable String id) {
        return codes.current(objects.get(Kind.PROMOTION_CODE, id));
    }

    @PostMapping("/{id}")
    ObjectNode update(@PathVariable String id, Params params) {
        var code = objects.get(Kind.PROMOTION_CODE, id);
        params.copyMetadata(code);
        params.flag("active").ifPresent(active -> code.put("active", active));
        objects.update(code);
        return codes.current(code);
    }
}
