package dev.keelson.billing.entitlements;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much of a limit is used.
 *
 * @param limit {@link UserEntitlements#UNLIMITED} where there is none
 * @param used since counting began anew; may be more than the limit, where that has become lower since
 * @param resetsAt when counting begins anew; null where it does not
 */
public record Usage(
        String name, long limit, long used, @Nullable Instant resetsAt) {
    public long remaining() {
        return limit == UserEntitlements.UNLIMITED ? limit : Math.max(0, limit - used);
    }
}
