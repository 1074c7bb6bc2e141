package dev.keelson.sandbox.stripe;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A coupon that somebody wants to use.
 *
 * @param promotionCode where it was named by one
 * @param param that named it, for errors
 */
record Redemption(ObjectNode coupon, Optional<ObjectNode> promotionCode, String param) {
    String couponId() {
        return Json.string(coupon, "id");
    }
}
