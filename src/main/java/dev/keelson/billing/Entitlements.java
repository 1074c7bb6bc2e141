package dev.keelson.billing;

import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a user's plan allows. It follows from the product that the user pays for, as it is in the catalogue now; on the free
 * plan from the settings under {@code keelson.billing.free}.
 */
@Component
public class Entitlements {
    private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};
    private static final TypeReference<TreeMap<String, @Nullable Long>> LIMITS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final InstantSource clock;
    private final UserPlans plans;
    private final BillingSettings settings;

    Entitlements(JdbcClient jdbc, JsonMapper json, InstantSource clock, UserPlans plans, BillingSettings settings) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
        this.plans = plans;
        this.settings = settings;
    }

    /**
     * @param plan the plan's name
     * @param periodStart when the period began in which usage is counted now
     * @param periodEnd when counting begins anew
     */
    record Granted(
            String plan,
            List<String> features,
            SortedMap<String, @Nullable Long> limits,
            Instant periodStart,
            Instant periodEnd) {}

    /** @param feature such as {@code analytics}: the part after {@code feature_} in the product's metadata */
    public boolean allows(UserId user, String feature) {
        return granted(user).features().contains(feature);
    }

    /**
     * @param name such as {@code posts}: the part after {@code limit_} in the product's metadata
     * @return how many; {@code Long.MAX_VALUE} where the plan says that there is no limit; empty where it says nothing
     */
    public OptionalLong limit(UserId user, String name) {
        return limit(granted(user), name);
    }

    /**
     * Counts usage against the limit, so that two requests at the same time never use more than there is.
     *
     * @return false, and nothing is counted, where it would be more than the plan allows in this period; a limit that the plan
     *     does not name allows nothing
     */
    public boolean tryUse(UserId user, String name, long amount) {
        var granted = granted(user);
        long limit = limit(granted, name).orElse(0);
        if (amount > limit) {
            return false;
        }
        return jdbc.sql("""
                        insert into usage_counters as u (user_id, name, period_start, used, updated_at)
                        values (:user, :name, :period, :amount, :now)
                        on conflict (user_id, name, period_start) do update
                          set used = u.used + excluded.used, updated_at = excluded.updated_at
                          where u.used <= :limit - excluded.used
                        """)
                        .param("user", user.value())
                        .param("name", name)
                        .param("period", Timestamps.at(granted.periodStart()))
                        .param("amount", amount)
                        .param("limit", limit)
                        .param("now", Timestamps.at(clock.instant()))
                        .update()
                == 1;
    }

    Granted granted(UserId user) {
        var plan = plans.of(user);
        var month = YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC));
        Instant start = plan.periodStart() == null ? startOf(month) : plan.periodStart();
        Instant end = plan.periodEnd() == null ? startOf(month.plusMonths(1)) : plan.periodEnd();
        if (plan.productId() == null) {
            var free = settings.free();
            return new Granted(
                    plan.name(), free.features().stream().sorted().toList(), new TreeMap<>(free.limits()), start, end);
        }
        return jdbc.sql("select features, limits from products where stripe_id = :id")
                .param("id", plan.productId())
                .query((row, _) -> new Granted(
                        plan.name(),
                        json.readValue(row.getString("features"), NAMES),
                        json.readValue(row.getString("limits"), LIMITS),
                        start,
                        end))
                .single();
    }

    long used(UserId user, String name, Instant periodStart) {
        return jdbc.sql(
                        "select used from usage_counters where user_id = :user and name = :name and period_start = :period")
                .param("user", user.value())
                .param("name", name)
                .param("period", Timestamps.at(periodStart))
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    private static OptionalLong limit(Granted granted, String name) {
        if (!granted.limits().containsKey(name)) {
            return OptionalLong.empty();
        }
        Long limit = granted.limits().get(name);
        return OptionalLong.of(limit == null ? Long.MAX_VALUE : limit);
    }

    private static Instant startOf(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
