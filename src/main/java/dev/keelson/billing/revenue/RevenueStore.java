package dev.keelson.billing.revenue;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The days on which customers' figures changed, and the customers who wait for theirs. */
@Component
class RevenueStore {
    private final JdbcClient jdbc;

    RevenueStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record CustomerChange(String customer, CustomerRevenue.Change change) {
        Figures difference() {
            return change.difference();
        }
    }

    /** That something was told of a customer. */
    record Mark(long id, String customer) {}

    /** The mark that was made last, or zero. */
    long newestMark() {
        return jdbc.sql("select coalesce(max(id), 0) from revenue_marks")
                .query(Long.class)
                .single();
    }

    /** The oldest marks, up to the last one that is wanted. */
    List<Mark> marks(long last, int limit) {
        return jdbc.sql("""
                        select id, stripe_customer_id from revenue_marks where id <= :last order by id limit :limit
                        """)
                .param("last", last)
                .param("limit", limit)
                .query((row, _) -> new Mark(row.getLong("id"), row.getString("stripe_customer_id")))
                .list();
    }

    /**
     * Takes marks away and says whose they were: whatever is marked from now on comes again. Nobody else takes any until the
     * transaction ends.
     *
     * @return none of whom others have taken the marks by now
     */
    List<String> take(Collection<Mark> marks) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('billing-revenue', 0))")
                .query((row, _) -> true)
                .single();
        return jdbc.sql("""
                        with taken as (delete from revenue_marks where id = any(:ids) returning stripe_customer_id)
                        select distinct stripe_customer_id from taken order by stripe_customer_id
                        """)
                .param("ids", marks.stream().map(Mark::id).toArray(Long[]::new))
                .query((row, _) -> row.getString("stripe_customer_id"))
                .list();
    }

    long marked() {
        return jdbc.sql("select count(distinct stripe_customer_id) from revenue_marks")
                .query(Long.class)
                .single();
    }

    /** These are all the changes of these customers. */
    void replace(Collection<String> customers, List<CustomerChange> changes) {
        jdbc.sql("delete from revenue_changes where stripe_customer_id = any(:customers)")
                .param("customers", customers.toArray(String[]::new))
                .update();
        jdbc.sql("""
                        insert into revenue_changes (stripe_customer_id, currency, day, movement, yearly, yearly_change,
                          past_due_change, active_change, trialing_change, past_due_subscriptions_change, paused_change,
                          items_not_counted_change, discounts_unknown_change, reconstructed_change)
                        select * from unnest(:customer, :currency, :day::date[], :movement, :yearly::numeric[],
                          :change::numeric[], :pastDue::numeric[], :active, :trialing, :pastDueSubscriptions, :paused,
                          :itemsNotCounted, :discountsUnknown, :reconstructed)
                        """)
                .param("customer", texts(changes, CustomerChange::customer))
                .param("currency", texts(changes, row -> row.change().currency()))
                .param("day", texts(changes, row -> row.change().day().toString()))
                .param(
                        "movement",
                        texts(
                                changes,
                                row -> row.change()
                                        .movement()
                                        .map(Movement::sqlName)
                                        .orElse(null)))
                .param(
                        "yearly",
                        texts(changes, row -> text(row.change().figures().yearly())))
                .param("change", texts(changes, row -> text(row.difference().yearly())))
                .param("pastDue", texts(changes, row -> text(row.difference().pastDue())))
                .param("active", numbers(changes, row -> row.difference().active()))
                .param("trialing", numbers(changes, row -> row.difference().trialing()))
                .param(
                        "pastDueSubscriptions",
                        numbers(changes, row -> row.difference().pastDueSubscriptions()))
                .param("paused", numbers(changes, row -> row.difference().paused()))
                .param(
                        "itemsNotCounted",
                        numbers(changes, row -> row.difference().itemsNotCounted()))
                .param(
                        "discountsUnknown",
                        numbers(changes, row -> row.difference().discountsUnknown()))
                .param("reconstructed", numbers(changes, row -> row.difference().reconstructed()))
                .update();
    }

    private static String text(BigDecimal amount) {
        return amount.stripTrailingZeros().toPlainString();
    }

    private static @Nullable String[] texts(
            List<CustomerChange> changes, Function<CustomerChange, @Nullable String> value) {
        var texts = new @Nullable String[changes.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = value.apply(changes.get(i));
        }
        return texts;
    }

    private static Integer[] numbers(List<CustomerChange> changes, ToIntFunction<CustomerChange> value) {
        return changes.stream().map(value::applyAsInt).toArray(Integer[]::new);
    }
}
