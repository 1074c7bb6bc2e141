package dev.keelson.billing.entitlements;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * @param features what the user may do
 * @param limits how much of what, and how much of it is used up
 * @param sources what they are made of
 */
record EntitlementsResponse(String plan, List<String> features, List<Limit> limits, List<Source> sources) {
    /**
     * @param limit null where there is no limit
     * @param remaining null where there is no limit
     * @param resetsAt when counting begins anew; null where it does not
     * @param source the plan that the limit is of
     */
    record Limit(
            String name,
            @Nullable Long limit,
            long used,
            @Nullable Long remaining,
            @Nullable Instant resetsAt,
            String source) {}

    /**
     * @param kind what gives it: the free plan, an item of a subscription, or Stripe's own entitlements
     * @param until when it ends by itself, because it is not paid
     * @param limits null for no limit
     * @param adds what comes on top of the highest limit, for each of {@code quantity}
     */
    record Source(
            String kind,
            @Nullable String plan,
            @Nullable UUID subscriptionId,
            long quantity,
            @Nullable Instant until,
            List<String> features,
            Map<String, @Nullable Long> limits,
            Map<String, Long> adds) {

        static Source from(Allowance.Source source) {
            return new Source(
                    source.kind().name().toLowerCase(Locale.ROOT),
                    source.plan(),
                    source.subscription(),
                    source.quantity(),
                    source.until(),
                    source.features(),
                    source.limits(),
                    source.added());
        }
    }

    static EntitlementsResponse from(
            Allowance allowance, SortedMap<String, Reset.Window> windows, Map<String, Long> used) {
        return new EntitlementsResponse(
                allowance.plan(),
                List.copyOf(allowance.features()),
                allowance.limits().values().stream()
                        .map(limit -> limit(limit, windows, used))
                        .toList(),
                allowance.sources().stream().map(Source::from).toList());
    }

    static SortedMap<String, Reset.Window> windows(Allowance allowance, Instant now) {
        var windows = new TreeMap<String, Reset.Window>();
        allowance
                .limits()
                .forEach((name, limit) -> windows.put(name, limit.reset().window(allowance.billing(), now)));
        return windows;
    }

    private static Limit limit(Allowance.Limit limit, Map<String, Reset.Window> windows, Map<String, Long> usedByName) {
        long used = usedByName.getOrDefault(limit.name(), 0L);
        var window = windows.get(limit.name());
        return new Limit(
                limit.name(),
                limit.isUnlimited() ? null : (Long) limit.most(),
                used,
                limit.isUnlimited() ? null : (Long) Math.max(0, limit.most() - used),
                window == null ? null : window.end(),
                limit.source());
    }
}
