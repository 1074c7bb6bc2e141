package dev.keelson.billing.standing;

import dev.keelson.billing.grants.DunningSettings;
import dev.keelson.shared.UserId;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds who has to be told of a card, which no event of Stripe's does: months go by by themselves. */
@Component
public class CardExpiries {
    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final DunningSettings dunning;

    CardExpiries(JdbcClient jdbc, InstantSource clock, DunningSettings dunning) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.dunning = dunning;
    }

    /**
     * Users with a card that expires soon or has expired since last month, whether it pays for anything or not, in their order.
     *
     * @param after null for the first of them
     */
    public List<UserId> owners(@Nullable UserId after, int limit) {
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        var first = YearMonth.from(now).minusMonths(1);
        var last = YearMonth.from(now.plus(dunning.cardNotice()));
        return jdbc.sql("""
                        select distinct user_id from payment_methods
                        where type = 'card' and stripe_customer_id is not null and deleted_at is null
                          and (exp_year, exp_month) >= (:firstYear, :firstMonth)
                          and (exp_year, exp_month) <= (:lastYear, :lastMonth)
                          and user_id > :after
                        order by user_id limit :limit
                        """)
                .param("firstYear", first.getYear())
                .param("firstMonth", first.getMonthValue())
                .param("lastYear", last.getYear())
                .param("lastMonth", last.getMonthValue())
                .param("after", after == null ? new UUID(0, 0) : after.value())
                .param("limit", limit)
                .query((row, _) -> new UserId(row.getObject("user_id", UUID.class)))
                .list();
    }
}
