package dev.keelson.billing.entitlements;

import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What users have used, a counter for each limit and period. A counter's row is what keeps two uses at the same time apart. */
@Component
class UsageCounters {
    /** Longer than any period and whatever may still come to be given back. */
    private static final Duration KEPT = Duration.ofDays(400);

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    UsageCounters(JdbcClient jdbc, InstantSource clock, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.transaction = transaction;
    }

    /**
     * @param total what is used, after it
     * @param refused whether it would have been too much, and was not counted
     */
    record Counted(long total, boolean refused) {}

    /** @param key names it among all uses of this name */
    record Entry(String name, String key, Instant period, long amount) {}

    long used(UserId user, String name, Instant period) {
        return jdbc.sql(
                        "select used from usage_counters where user_id = :user and name = :name and period_start = :period")
                .param("user", user.value())
                .param("name", name)
                .param("period", Timestamps.at(period))
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /** @param periods of each limit that is asked for, by its name */
    Map<String, Long> used(UserId user, SortedMap<String, Instant> periods) {
        var used = new HashMap<String, Long>();
        jdbc.sql("""
                        select c.name, c.used
                        from unnest(:names, :periods::timestamptz[]) wanted (name, period)
                          join usage_counters c on c.user_id = :user and c.name = wanted.name
                            and c.period_start = wanted.period
                        """)
                .param("user", user.value())
                .param("names", periods.keySet().toArray(String[]::new))
                .param("periods", texts(periods.values()))
                .query(row -> {
                    used.put(row.getString("name"), row.getLong("used"));
                });
        return used;
    }

    Counted add(UserId user, String name, Instant period, long amount, long limit) {
        Optional<Long> total = amount > limit
                ? Optional.empty()
                : jdbc.sql("""
                        insert into usage_counters as u (user_id, name, period_start, used, updated_at)
                        values (:user, :name, :period, :amount, :now)
                        on conflict (user_id, name, period_start) do update
                          set used = u.used + excluded.used, updated_at = excluded.updated_at
                          where u.used <= :limit - excluded.used
                        returning used
                        """)
                        .param("user", user.value())
                        .param("name", name)
                        .param("period", Timestamps.at(period))
                        .param("amount", amount)
                        .param("limit", limit)
                        .param("now", now())
                        .query(Long.class)
                        .optional();
        return total.map(used -> new Counted(used, false)).orElseGet(() -> new Counted(used(user, name, period), true));
    }

    void set(UserId user, String name, Instant period, long used) {
        jdbc.sql("""
                        insert into usage_counters (user_id, name, period_start, used, updated_at)
                        values (:user, :name, :period, :used, :now)
                        on conflict (user_id, name, period_start) do update
                          set used = excluded.used, updated_at = excluded.updated_at
                        """)
                .param("user", user.value())
                .param("name", name)
                .param("period", Timestamps.at(period))
                .param("used", used)
                .param("now", now())
                .update();
    }

    Counted addOnce(UserId user, Entry entry, long limit) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            long before = lock(user, entry.name(), entry.period());
            if (isCounted(user, entry)) {
                return new Counted(before, false);
            }
            if (before > limit - entry.amount()) {
                return new Counted(before, true);
            }
            // At the turn of a period another one may count it in the period before, whose counter is not locked here.
            int counted = jdbc.sql("""
                            insert into usage_entries (user_id, name, key, period_start, amount, created_at)
                            values (:user, :name, :key, :period, :amount, :now)
                            on conflict do nothing
                            """)
                    .param("user", user.value())
                    .param("name", entry.name())
                    .param("key", entry.key())
                    .param("period", Timestamps.at(entry.period()))
                    .param("amount", entry.amount())
                    .param("now", now())
                    .update();
            if (counted == 0) {
                return new Counted(before, false);
            }
            change(user, entry.name(), entry.period(), entry.amount());
            return new Counted(before + entry.amount(), false);
        }));
    }

    boolean giveBack(UserId user, String name, String key) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            var period = jdbc.sql(
                            "select period_start from usage_entries where user_id = :user and name = :name and key = :key")
                    .param("user", user.value())
                    .param("name", name)
                    .param("key", key)
                    .query((row, _) -> Timestamps.requiredInstant(row, "period_start"))
                    .optional();
            if (period.isEmpty()) {
                return false;
            }
            // The counter first, as whoever counts does.
            lock(user, name, period.get());
            var amount = jdbc.sql("""
                            delete from usage_entries where user_id = :user and name = :name and key = :key
                              and period_start = :period returning amount
                            """)
                    .param("user", user.value())
                    .param("name", name)
                    .param("key", key)
                    .param("period", Timestamps.at(period.get()))
                    .query(Long.class)
                    .optional();
            amount.ifPresent(back -> change(user, name, period.get(), -back));
            return amount.isPresent();
        }));
    }

    /** Uses of periods that are long over, which nobody will give back. */
    int forgetOld() {
        return jdbc.sql("""
                        delete from usage_entries
                        where created_at < :before and period_start > '1970-01-01 00:00:00Z'
                        """)
                .param("before", Timestamps.at(clock.instant().minus(KEPT)))
                .update();
    }

    /** Keeps the counter until the transaction ends; what is used of it. */
    private long lock(UserId user, String name, Instant period) {
        return jdbc.sql("""
                        insert into usage_counters as u (user_id, name, period_start, used, updated_at)
                        values (:user, :name, :period, 0, :now)
                        on conflict (user_id, name, period_start) do update set updated_at = excluded.updated_at
                        returning used
                        """)
                .param("user", user.value())
                .param("name", name)
                .param("period", Timestamps.at(period))
                .param("now", now())
                .query(Long.class)
                .single();
    }

    private boolean isCounted(UserId user, Entry entry) {
        return jdbc.sql("""
                        select exists (select from usage_entries where user_id = :user and name = :name and key = :key)
                        """)
                .param("user", user.value())
                .param("name", entry.name())
                .param("key", entry.key())
                .query(Boolean.class)
                .single();
    }

    private void change(UserId user, String name, Instant period, long by) {
        jdbc.sql("""
                        update usage_counters set used = greatest(used + :by, 0), updated_at = :now
                        where user_id = :user and name = :name and period_start = :period
                        """)
                .param("user", user.value())
                .param("name", name)
                .param("period", Timestamps.at(period))
                .param("by", by)
                .param("now", now())
                .update();
    }

    private @Nullable Object now() {
        return Timestamps.at(clock.instant());
    }

    private static String[] texts(Collection<Instant> times) {
        return times.stream().map(Instant::toString).toArray(String[]::new);
    }
}
