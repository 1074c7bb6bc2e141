package dev.keelson.billing;

import dev.keelson.shared.Timestamps;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Notes, in the transaction that writes discounts and coupons, whose recurring revenue has to be worked out anew. What
 * subscriptions tell is noted by {@link SubscriptionHistory}.
 */
@Component
class RevenueMarks {
    private final JdbcClient jdbc;
    private final Mirror mirror;
    private final InstantSource clock;

    RevenueMarks(JdbcClient jdbc, Mirror mirror, InstantSource clock) {
        this.jdbc = jdbc;
        this.mirror = mirror;
        this.clock = clock;
    }

    /** After they were written. */
    void written(MirrorKind kind, List<Snapshot> snapshots) {
        if (kind.table() == MirrorTable.DISCOUNTS) {
            // A coupon that is written at this moment must see who has it, or be seen.
            mirror.lockShared(snapshots.stream()
                    .map(snapshot -> kind.value("stripe_coupon_id", snapshot.object()))
                    .filter(Objects::nonNull)
                    .toList());
            mark("stripe_id", snapshots);
        } else if (kind.table() == MirrorTable.COUPONS) {
            mark("stripe_coupon_id", snapshots);
        }
    }

    private void mark(String column, List<Snapshot> snapshots) {
        jdbc.sql("""
                        insert into revenue_marks (stripe_customer_id, marked_at)
                        select distinct stripe_customer_id, :now::timestamptz from discounts
                        where %s = any(:ids) and stripe_customer_id is not null
                        """.formatted(column))
                .param("ids", snapshots.stream().map(Snapshot::stripeId).toArray(String[]::new))
                .param("now", Timestamps.at(clock.instant()))
                .update();
    }
}
