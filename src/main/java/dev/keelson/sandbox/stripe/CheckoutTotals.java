package dev.keelson.sandbox.stripe;

import java.util.Arrays;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** The sums of a Checkout session and of what it sells, after discounts. */
@Component
class CheckoutTotals {
    private final Coupons coupons;

    CheckoutTotals(Coupons coupons) {
        this.coupons = coupons;
    }

    /** @param trial whether what recurs is free for now */
    void put(ObjectNode session, List<ObjectNode> items, List<Redemption> redemptions, boolean trial) {
        var due = items.stream()
                .filter(item -> !trial || !CheckoutSessions.isRecurring(item))
                .toList();
        var sold = due.stream()
                .map(item -> new Deductions.Sold(
                        Json.string(item, "price", "product"), Json.number(item, "amount_subtotal")))
                .toList();
        var off = Deductions.of(
                sold,
                redemptions.stream()
                        .map(redemption -> coupons.terms(redemption.coupon()))
                        .toList());
        long discount = 0;
        for (int i = 0; i < off.length; i++) {
            long each = Arrays.stream(off[i]).sum();
            discount += each;
            due.get(i)
                    .put("amount_discount", each)
                    .put("amount_total", sold.get(i).amount() - each);
        }
        long subtotal = sold.stream().mapToLong(Deductions.Sold::amount).sum();
        session.put("amount_subtotal", subtotal)
                .put("amount_total", subtotal - discount)
                .withObject("/total_details")
                .put("amount_discount", discount);
        name(session, redemptions);
    }

    private static void name(ObjectNode session, List<Redemption> redemptions) {
        var list = session.putArray("discounts");
        for (var redemption : redemptions) {
            var code = redemption.promotionCode().map(found -> Json.string(found, "id"));
            list.addObject()
                    .put("coupon", code.isPresent() ? null : redemption.couponId())
                    .put("promotion_code", code.orElse(null));
        }
    }
}
