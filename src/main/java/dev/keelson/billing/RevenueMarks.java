package dev.keelson.billing;

import dev.keelson.shared.Timestamps;
import java.time.InstantSource;
import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Notes, in the transaction that changes what they follow from, whose figures have to be worked out anew. */
@Component
class RevenueMarks {
    private final JdbcClient jdbc;
    private final InstantSource clock;

    RevenueMarks(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** These discounts are known, or say something else than before. */
    void discountsChanged(Collection<String> stripeIds) {
        jdbc.sql("""
                        insert into revenue_marks (stripe_customer_id, marked_at)
                        select distinct stripe_customer_id, :now::timestamptz from discounts
                        where stripe_id = any(:ids) and stripe_customer_id is not null
                        """)
                .param("ids", stripeIds.toArray(String[]::new))
                .param("now", Timestamps.at(clock.instant()))
                .update();
    }

    /** These coupons are known, or say something else than before. */
    void couponsChanged(Collection<String> stripeIds) {
        jdbc.sql("""
                        insert into revenue_marks (stripe_customer_id, marked_at)
                        select distinct stripe_customer_id, :now::timestamptz from discounts
                        where stripe_coupon_id = any(:ids) and stripe_customer_id is not null
                        """)
                .param("ids", stripeIds.toArray(String[]::new))
                .param("now", Timestamps.at(clock.instant()))
                .update();
    }
}
