package dev.keelson.billing;

import dev.keelson.shared.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * @param features what the plan allows
 * @param limits how much of what, and how much of it is used up
 */
record EntitlementsResponse(String plan, List<String> features, List<Limit> limits) {
    /**
     * @param limit null where there is no limit
     * @param resetsAt when counting begins anew
     */
    record Limit(String name, @Nullable Long limit, long used, Instant resetsAt) {}

    static EntitlementsResponse of(UserId user, Entitlements entitlements) {
        var granted = entitlements.granted(user);
        var limits = granted.limits().entrySet().stream()
                .map(entry -> limit(user, entitlements, granted, entry))
                .toList();
        return new EntitlementsResponse(granted.plan(), granted.features(), limits);
    }

    private static Limit limit(
            UserId user,
            Entitlements entitlements,
            Entitlements.Granted granted,
            Map.Entry<String, @Nullable Long> entry) {
        long used = entitlements.used(user, entry.getKey(), granted.periodStart());
        return new Limit(entry.getKey(), entry.getValue(), used, granted.periodEnd());
    }
}
