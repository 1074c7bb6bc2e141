package dev.keelson.sandbox.stripe;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Coupons at work: a subscription's discounts, from their start to their end. */
@Component
class Discounts {
    private final StripeObjects objects;
    private final StripeEvents events;
    private final Coupons coupons;
    private final Redemptions redemptions;

    Discounts(StripeObjects objects, StripeEvents events, Coupons coupons, Redemptions redemptions) {
        this.objects = objects;
        this.events = events;
        this.coupons = coupons;
        this.redemptions = redemptions;
    }

    /** The subscription's new discounts; those it had before end, unless {@code discounts[][discount]} names them. */
    void replace(ObjectNode subscription, Params params) {
        if (!params.has("discounts")) {
            return;
        }
        var kept = params.list("discounts").stream()
                .flatMap(each -> each.text("discount").stream())
                .toList();
        var old = all(subscription);
        var ids = new ArrayList<String>();
        for (var discount : old) {
            if (kept.contains(Json.string(discount, "id"))) {
                ids.add(Json.string(discount, "id"));
            } else {
                events.emit("customer.discount.deleted", discount);
            }
        }
        redemptions.of(params, purchase(subscription)).forEach(each -> ids.add(start(subscription, each, null)));
        put(subscription, ids);
    }

    /** Ends all of them. */
    void clear(ObjectNode subscription) {
        all(subscription).forEach(discount -> events.emit("customer.discount.deleted", discount));
        put(subscription, List.of());
        objects.update(subscription);
    }

    /** @param session whose payment began the subscription */
    void add(ObjectNode subscription, List<Redemption> more, String session) {
        var ids = new ArrayList<String>();
        more.forEach(each -> ids.add(start(subscription, each, session)));
        put(subscription, ids);
    }

    private String start(ObjectNode subscription, Redemption redemption, @Nullable String session) {
        var discount = draft(subscription, redemption).put("checkout_session", session);
        redemptions.count(redemption);
        objects.create(discount);
        return Json.string(discount, "id");
    }

    /** As they would be after the change that the parameters describe; nothing is stored. */
    List<ObjectNode> preview(ObjectNode subscription, Params params, Instant at) {
        if (!params.has("discounts")) {
            return of(subscription, at);
        }
        var kept = params.list("discounts").stream()
                .flatMap(each -> each.text("discount").stream())
                .map(id -> objects.get(Kind.DISCOUNT, id));
        var added = redemptions.of(params, purchase(subscription)).stream().map(each -> draft(subscription, each));
        return Stream.concat(kept, added).toList();
    }

    private ObjectNode draft(ObjectNode subscription, Redemption redemption) {
        var now = objects.now();
        var discount = objects.blank(Kind.DISCOUNT)
                .put("customer", Json.string(subscription, "customer"))
                .put("subscription", Json.text(subscription, "id").orElse(null))
                .put(
                        "promotion_code",
                        redemption
                                .promotionCode()
                                .map(code -> Json.string(code, "id"))
                                .orElse(null));
        discount.withObject("/source").put("coupon", redemption.couponId());
        Json.put(discount, "start", now);
        Json.put(discount, "end", end(redemption.coupon(), now));
        return discount;
    }

    private static @Nullable Instant end(ObjectNode coupon, Instant start) {
        return Json.is(coupon, "duration", "repeating")
                ? start.atZone(ZoneOffset.UTC)
                        .plusMonths(Json.number(coupon, "duration_in_months"))
                        .toInstant()
                : null;
    }

    /** Those that reduce an invoice made then. */
    List<ObjectNode> of(ObjectNode subscription, Instant at) {
        return all(subscription).stream()
                .filter(discount -> Json.time(discount, "end")
                        .filter(end -> !end.isAfter(at))
                        .isEmpty())
                .toList();
    }

    private List<ObjectNode> all(ObjectNode subscription) {
        return subscription
                .path("discounts")
                .valueStream()
                .map(id -> objects.get(Kind.DISCOUNT, id.stringValue()))
                .toList();
    }

    List<Deductions.Terms> terms(List<ObjectNode> discounts) {
        return discounts.stream()
                .map(discount -> coupons.terms(coupon(discount)))
                .toList();
    }

    /** Without those that were for one invoice: what a whole period costs again and again. */
    List<ObjectNode> lasting(List<ObjectNode> discounts) {
        return discounts.stream()
                .filter(discount -> !Json.is(coupon(discount), "duration", "once"))
                .toList();
    }

    /** A discount for one invoice ends with the first that it has reduced. */
    void used(ObjectNode subscription, ObjectNode invoice) {
        all(subscription).stream()
                .filter(discount -> Json.is(coupon(discount), "duration", "once"))
                .filter(discount -> invoice.path("total_discount_amounts")
                        .valueStream()
                        .anyMatch(amount -> Json.is(amount, "discount", Json.string(discount, "id"))
                                && Json.number(amount, "amount") > 0))
                .forEach(this::end);
    }

    Stream<BillingClock.Due> due() {
        return objects.all(Kind.SUBSCRIPTION).stream()
                .filter(subscription -> !SubscriptionStatus.of(subscription).isFinal())
                .flatMap(subscription -> all(subscription).stream())
                .flatMap(discount ->
                        Json.time(discount, "end").stream().map(end -> new BillingClock.Due(end, () -> end(discount))));
    }

    /** The subscription is told first; the discount itself is kept, as invoices name it. */
    private void end(ObjectNode discount) {
        var id = Json.string(discount, "id");
        var subscription = objects.get(Kind.SUBSCRIPTION, Json.string(discount, "subscription"));
        put(
                subscription,
                subscription
                        .path("discounts")
                        .valueStream()
                        .map(each -> each.stringValue())
                        .filter(each -> !each.equals(id))
                        .toList());
        objects.update(subscription);
        events.emit("customer.discount.deleted", discount);
    }

    private static void put(ObjectNode subscription, List<String> ids) {
        ids.forEach(subscription.putArray("discounts")::add);
    }

    private ObjectNode coupon(ObjectNode discount) {
        return coupons.get(Json.string(discount, "source", "coupon"));
    }

    private static Redemptions.Purchase purchase(ObjectNode subscription) {
        boolean free = SubscriptionStatus.of(subscription) == SubscriptionStatus.TRIALING;
        return new Redemptions.Purchase(
                Json.string(subscription, "customer"),
                free ? 0 : SubscriptionItems.amount(subscription),
                Json.string(subscription, "currency"));
    }
}
