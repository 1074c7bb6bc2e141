package dev.keelson.billing.grants;

import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads what users have, from the subscriptions as they are mirrored.
 *
 * <ul>
 *   <li>{@code active} and {@code trialing} give what was bought;
 *   <li>{@code past_due} does until the grace period is over, and again as soon as it is paid;
 *   <li>{@code incomplete}, {@code unpaid}, {@code paused} and the ended ones give nothing;
 *   <li>collection that is paused (<a href="https://docs.stripe.com/billing/subscriptions/pause-payment">pause_collection</a>)
 *       takes nothing away where Stripe describes it as serving for free, {@code keep_as_draft} and
 *       {@code mark_uncollectible}; {@code void} is for when nothing can be served, and gives nothing.
 * </ul>
 */
@Component
public class Grants {
    private static final String VOID = "void";

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final StripeSettings stripe;
    private final DunningSettings dunning;

    Grants(JdbcClient jdbc, InstantSource clock, StripeSettings stripe, DunningSettings dunning) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.stripe = stripe;
        this.dunning = dunning;
    }

    /**
     * @param grants the dearest by the month first
     * @param dueAt when time alone will change something; null where it will not
     */
    public record Held(List<Grant> grants, @Nullable Instant dueAt) {
        public static final Held NOTHING = new Held(List.of(), null);

        public Optional<Grant> dearest() {
            return grants.stream().findFirst();
        }
    }

    /** Of each of the users who has anything. */
    public Map<UserId, Held> of(Collection<UserId> users) {
        var rows = new HashMap<UserId, List<Row>>();
        // Currencies are not converted, because only the order matters and ties are rare.
        jdbc.sql("""
                        select s.user_id, s.id as subscription, s.status, s.pause_behavior, s.trial_end, %s as as_of,
                          %s as dunning_since, i.stripe_id as item, i.quantity, i.current_period_start,
                          i.current_period_end, p.stripe_id as product, p.plan
                        from subscriptions s
                          left join subscription_items i on i.subscription_id = s.id
                          left join products p on p.stripe_id = i.stripe_product_id
                        where s.user_id = any(:users) and s.status in ('active', 'trialing', 'past_due')
                          and s.deleted_at is null and s.livemode = :livemode
                        order by coalesce(i.unit_amount, 0)::numeric * coalesce(i.quantity, 1)
                            * case i.recurring_interval
                                when 'day' then 365 / 12.0 when 'week' then 52 / 12.0 when 'year' then 1 / 12.0 else 1
                              end
                            / greatest(coalesce(i.interval_count, 1), 1) desc,
                          p.plan, i.stripe_id
                        """.formatted(Dunning.AS_OF, Dunning.SINCE))
                .param("users", users.stream().map(UserId::value).toArray(UUID[]::new))
                .param("livemode", stripe.livemode())
                .param("now", Timestamps.at(clock.instant()))
                .query(row -> {
                    rows.computeIfAbsent(new UserId(row.getObject("user_id", UUID.class)), _ -> new ArrayList<>())
                            .add(Row.from(row));
                });
        var held = new HashMap<UserId, Held>();
        rows.forEach((user, theirs) -> held.put(user, held(theirs)));
        return held;
    }

    private Held held(List<Row> rows) {
        return new Held(
                rows.stream().flatMap(row -> grant(row).stream()).toList(),
                rows.stream().flatMap(this::due).min(Instant::compareTo).orElse(null));
    }

    private Optional<Grant> grant(Row row) {
        Instant until = row.since() == null ? null : row.since().plus(dunning.grace());
        boolean over = until != null && !until.isAfter(row.asOf());
        if (row.item() == null || row.product() == null || row.plan() == null || over || row.isVoid()) {
            return Optional.empty();
        }
        return Optional.of(new Grant(
                row.subscription(),
                row.item(),
                row.product(),
                row.plan(),
                row.quantity(),
                row.periodStart(),
                row.periodEnd(),
                until));
    }

    private Stream<Instant> due(Row row) {
        Instant graceEnd = row.since() == null ? null : row.since().plus(dunning.grace());
        Instant trialEnd = row.status().equals("trialing") ? row.trialEnd() : null;
        return Stream.of(
                        Optional.ofNullable(graceEnd),
                        Optional.ofNullable(graceEnd).map(end -> end.minus(dunning.graceNotice())),
                        Optional.ofNullable(trialEnd).map(end -> end.minus(dunning.trialNotice())))
                .flatMap(Optional::stream)
                .filter(time -> time.isAfter(row.asOf()));
    }

    private record Row(
            UUID subscription,
            String status,
            @Nullable String pauseBehavior,
            @Nullable Instant trialEnd,
            Instant asOf,
            @Nullable Instant since,
            @Nullable String item,
            long quantity,
            @Nullable Instant periodStart,
            @Nullable Instant periodEnd,
            @Nullable String product,
            @Nullable String plan) {

        boolean isVoid() {
            return VOID.equals(pauseBehavior);
        }

        static Row from(ResultSet row) throws SQLException {
            Long quantity = row.getObject("quantity", Long.class);
            return new Row(
                    row.getObject("subscription", UUID.class),
                    row.getString("status"),
                    row.getString("pause_behavior"),
                    Timestamps.instant(row, "trial_end"),
                    Timestamps.requiredInstant(row, "as_of"),
                    Timestamps.instant(row, "dunning_since"),
                    row.getString("item"),
                    quantity == null ? 1 : Math.max(1, quantity),
                    Timestamps.instant(row, "current_period_start"),
                    Timestamps.instant(row, "current_period_end"),
                    row.getString("product"),
                    row.getString("plan"));
        }
    }
}
