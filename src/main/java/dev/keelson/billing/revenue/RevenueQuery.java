package dev.keelson.billing.revenue;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Adds up what changed, by currency and day. */
@Component
class RevenueQuery {
    private final JdbcClient jdbc;

    RevenueQuery(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What changed in a currency on a day.
     *
     * @param movements exact, twelve times the MRR; only those that there were
     * @param gained customers who have MRR now and had none the day before
     * @param lost the other way round
     */
    record DayChange(
            String currency,
            LocalDate day,
            Map<Movement, BigDecimal> movements,
            Figures difference,
            long gained,
            long lost) {}

    /**
     * By currency and day. All that was before the first day is one change, dated the day before it.
     *
     * @param currency null for all
     */
    List<DayChange> changes(LocalDate from, LocalDate to, @Nullable String currency) {
        return jdbc.sql("""
                        select currency, greatest(day, :from::date - 1) as day,
                          sum(yearly_change) filter (where movement = 'new') as new,
                          sum(yearly_change) filter (where movement = 'expansion') as expansion,
                          sum(yearly_change) filter (where movement = 'contraction') as contraction,
                          sum(yearly_change) filter (where movement = 'churn') as churn,
                          sum(yearly_change) filter (where movement = 'reactivation') as reactivation,
                          count(*) filter (where movement in ('new', 'reactivation')) as gained,
                          count(*) filter (where movement = 'churn') as lost,
                          sum(yearly_change) as yearly, sum(past_due_change) as past_due, sum(active_change) as active,
                          sum(trialing_change) as trialing,
                          sum(past_due_subscriptions_change) as past_due_subscriptions, sum(paused_change) as paused,
                          sum(items_not_counted_change) as items_not_counted,
                          sum(discounts_unknown_change) as discounts_unknown, sum(reconstructed_change) as reconstructed
                        from revenue_changes
                        where day <= :to::date and (:currency::text is null or currency = :currency)
                        group by 1, 2 order by 1, 2
                        """)
                .param("from", from)
                .param("to", to)
                .param("currency", currency)
                .query((row, _) -> change(row))
                .list();
    }

    private static DayChange change(ResultSet row) throws SQLException {
        var movements = new EnumMap<Movement, BigDecimal>(Movement.class);
        for (Movement movement : Movement.values()) {
            var amount = row.getBigDecimal(movement.sqlName());
            if (amount != null) {
                movements.put(movement, amount);
            }
        }
        return new DayChange(
                row.getString("currency"),
                row.getObject("day", LocalDate.class),
                movements,
                new Figures(
                        row.getBigDecimal("yearly"),
                        row.getBigDecimal("past_due"),
                        row.getInt("active"),
                        row.getInt("trialing"),
                        row.getInt("past_due_subscriptions"),
                        row.getInt("paused"),
                        row.getInt("items_not_counted"),
                        row.getInt("discounts_unknown"),
                        row.getInt("reconstructed")),
                row.getLong("gained"),
                row.getLong("lost"));
    }
}
