package dev.keelson.billing.revenue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The discounts that are known of a customer.
 *
 * @param byId of subscriptions and items, as their own events told them
 * @param ofCustomer what the customer has on everything that has no discount of its own
 */
record Discounts(Map<String, Discount> byId, List<Discount> ofCustomer) {
    static final Discounts NONE = new Discounts(Map.of(), List.of());

    /** Nothing where it is not known yet what it takes off. */
    Optional<Discount> find(DiscountRef ref) {
        var own = byId.get(ref.id());
        return Optional.ofNullable(own != null ? own : ref.shown());
    }

    /** When one of these begins or ends. */
    Stream<Instant> turns(Stream<DiscountRef> named) {
        return Stream.concat(named.flatMap(ref -> find(ref).stream()), ofCustomer.stream())
                .flatMap(discount ->
                        Stream.concat(Stream.ofNullable(discount.start()), Stream.ofNullable(discount.end())));
    }
}
