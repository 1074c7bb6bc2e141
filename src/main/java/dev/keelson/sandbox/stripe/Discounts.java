package dev.keelson.sandbox.stripe;

import java.util.List;
import java.util.stream.Stream;

/** The shop that comes with the sandbox has no coupons and no promotion codes, so every one that is named is unknown. */
final class Discounts {
    private Discounts() {}

    static void refuse(Params params) {
        Stream.concat(params.list("discounts").stream(), Stream.of(params))
                .forEach(discount -> List.of("coupon", "promotion_code")
                        .forEach(name -> discount.text(name).ifPresent(id -> {
                            throw StripeError.invalid("No such %s: '%s'".formatted(name.replace('_', ' '), id))
                                    .code("resource_missing")
                                    .param(discount.nameOf(name));
                        })));
    }
}
