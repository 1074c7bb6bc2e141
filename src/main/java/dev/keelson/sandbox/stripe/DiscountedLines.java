package dev.keelson.sandbox.stripe;

import java.util.Arrays;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Discounts as an invoice shows them: by line, and in all. Credit and prorations are net already. */
@Component
class DiscountedLines {
    private final Discounts discounts;

    DiscountedLines(Discounts discounts) {
        this.discounts = discounts;
    }

    /** @return what all of them take off the invoice, in minor units */
    long apply(ObjectNode invoice, List<ObjectNode> lines, List<ObjectNode> applied) {
        var discountable =
                lines.stream().filter(line -> Json.flag(line, "discountable")).toList();
        var off = Deductions.of(discountable.stream().map(DiscountedLines::sold).toList(), discounts.terms(applied));
        for (int i = 0; i < off.length; i++) {
            amounts(discountable.get(i), "discount_amounts", applied, off[i], false);
        }
        var totals = new long[applied.size()];
        for (var line : off) {
            Arrays.setAll(totals, i -> totals[i] + line[i]);
        }
        amounts(invoice, "total_discount_amounts", applied, totals, true);
        applied.forEach(discount -> invoice.withArray("discounts").add(Json.string(discount, "id")));
        return Arrays.stream(totals).sum();
    }

    private static Deductions.Sold sold(ObjectNode line) {
        return new Deductions.Sold(
                Json.string(line, "pricing", "price_details", "product"), Json.number(line, "amount"));
    }

    private static void amounts(
            ObjectNode target, String field, List<ObjectNode> applied, long[] amounts, boolean alsoNothing) {
        var list = target.putArray(field);
        for (int i = 0; i < amounts.length; i++) {
            if (amounts[i] > 0 || alsoNothing) {
                list.addObject().put("amount", amounts[i]).put("discount", Json.string(applied.get(i), "id"));
            }
        }
    }
}
