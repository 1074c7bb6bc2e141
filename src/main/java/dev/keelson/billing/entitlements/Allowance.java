package dev.keelson.billing.entitlements;

import dev.keelson.auth.PlanChanged;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that a user may do. Of several sources, the features are those of all; of a limit the highest counts, so that two plans
 * are not more than the better one, and what add-ons add comes on top of it, as often as they were bought.
 *
 * @param plan the plan's name
 * @param sources what it is made of
 * @param billing when usage is counted from
 * @param until when it ends by itself; null where nothing of the kind is known
 */
record Allowance(
        String plan,
        List<Source> sources,
        SortedSet<String> features,
        SortedMap<String, Limit> limits,
        Reset.Billing billing,
        @Nullable Instant until) {

    /** What gives something. */
    enum Kind {
        /** The free plan, which everybody has. */
        FREE,
        /** An item of a subscription. */
        SUBSCRIPTION,
        /** Stripe's own entitlements. */
        STRIPE
    }

    /**
     * @param plan null of Stripe's own entitlements
     * @param product Stripe's id
     * @param subscription ours
     * @param quantity how often it was bought
     * @param limits by name; null for no limit
     * @param added by name, for each that was bought
     */
    record Source(
            Kind kind,
            @Nullable String plan,
            @Nullable String product,
            @Nullable UUID subscription,
            long quantity,
            @Nullable Instant until,
            List<String> features,
            Map<String, @Nullable Long> limits,
            Map<String, Long> added) {}

    /**
     * @param most {@link UserEntitlements#UNLIMITED} where there is no limit
     * @param source the plan that it is of
     */
    record Limit(String name, long most, String source, Reset reset) {
        boolean isUnlimited() {
            return most == UserEntitlements.UNLIMITED;
        }
    }

    static Allowance of(String plan, List<Source> sources, Reset.Billing billing, @Nullable Instant until) {
        var features = new TreeSet<String>();
        sources.forEach(source -> features.addAll(source.features()));
        var limits = new TreeMap<String, Limit>();
        for (Source source : sources) {
            source.limits().forEach((name, most) -> limits.merge(name, limit(name, most, source), Allowance::higher));
        }
        for (Source source : sources) {
            source.added()
                    .forEach((name, more) -> limits.merge(
                            name,
                            limit(name, saturated(more, source.quantity(), 0), source),
                            (before, _) -> before.isUnlimited()
                                    ? before
                                    : limit(name, saturated(more, source.quantity(), before.most()), before.source())));
        }
        return new Allowance(plan, List.copyOf(sources), features, limits, billing, until);
    }

    /** Nothing where the plan does not speak of it. */
    Optional<Limit> limit(String name) {
        return Optional.ofNullable(limits.get(name));
    }

    boolean holdsAt(Instant now) {
        return until == null || now.isBefore(until);
    }

    private static Limit limit(String name, @Nullable Long most, Source source) {
        return limit(
                name,
                most == null ? UserEntitlements.UNLIMITED : most,
                source.plan() == null ? PlanChanged.FREE : source.plan());
    }

    private static Limit limit(String name, long most, String source) {
        return new Limit(name, most, source, Reset.of(name));
    }

    private static Limit higher(Limit one, Limit other) {
        return other.most() > one.most() ? other : one;
    }

    private static long saturated(long more, long times, long before) {
        var sum = BigInteger.valueOf(more).multiply(BigInteger.valueOf(times)).add(BigInteger.valueOf(before));
        return sum.min(BigInteger.valueOf(UserEntitlements.UNLIMITED - 1)).longValue();
    }
}
