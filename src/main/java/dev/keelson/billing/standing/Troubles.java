package dev.keelson.billing.standing;

import dev.keelson.billing.grants.Dunning;
import dev.keelson.billing.grants.DunningSettings;
import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds the {@link Trouble}s of users in what is mirrored, of many users in one statement. */
@Component
class Troubles {
    /** What of the users' subscriptions and open invoices matters to several kinds. */
    private static final String FACTS =
            """
            with sub as materialized (
              select s.user_id, s.id, s.stripe_id, s.status, s.started_at, s.current_period_start, s.current_period_end,
                s.cancel_at, s.cancel_at_period_end, s.canceled_at, s.trial_end, s.pause_behavior, s.pause_resumes_at,
                coalesce(s.ended_at, s.canceled_at, to_timestamp(s.stripe_version)) as ended_at,
                %s as as_of, %s as dunning_since
              from subscriptions s
              where s.user_id = any(:users) and s.livemode = :livemode and s.deleted_at is null),
            bill as materialized (
              select v.user_id, v.id, v.stripe_id, v.stripe_subscription_id as subscription, %s as attempts, %s as since,
                coalesce(
                  (select i.status
                   from invoice_payments p join payment_intents i on i.stripe_id = p.stripe_payment_intent_id
                   where p.stripe_invoice_id = v.stripe_id and p.deleted_at is null
                     and p.status is distinct from 'canceled'
                   order by p.is_default desc, i.issued_at desc nulls last, i.stripe_id limit 1),
                  (select i.status from payment_intents i
                   where i.stripe_id = coalesce(v.raw #>> '{payment_intent,id}', v.raw ->> 'payment_intent')),
                  '') as payment
              from invoices v
              where v.user_id = any(:users) and v.status = 'open' and v.livemode = :livemode and v.deleted_at is null
                and not exists (
                  select from subscriptions e
                  where e.stripe_id = v.stripe_subscription_id and e.status in ('canceled', 'incomplete_expired')))
            """.formatted(Dunning.AS_OF, Dunning.SINCE, Dunning.ATTEMPTS, Dunning.TO_BE_PAID);

    /** A failed attempt shows at the invoice; whether it waits for its payer, or is on its way, at its payment intent. */
    private static final String OF_PAYMENTS = """
            select b.user_id, 'payment_failed' as kind, b.stripe_id as subject, b.id, b.subscription,
              b.attempts as occasion, b.since, s.dunning_since + :grace * interval '1 second' as until,
              null::text as detail
            from bill b left join sub s on s.stripe_id = b.subscription
            where b.attempts > 0 and b.payment not in ('requires_action', 'processing', 'requires_capture', 'succeeded')
            union all
            select s.user_id, 'payment_failed', s.stripe_id, s.id, s.stripe_id, null, s.dunning_since,
              s.dunning_since + :grace * interval '1 second', null
            from sub s
            where s.status = 'past_due' and not exists (select from bill b
              where b.subscription = s.stripe_id and (b.attempts > 0 or b.payment <> ''))
            union all
            select b.user_id, 'action_required', b.stripe_id, b.id, b.subscription, b.attempts, b.since,
              s.dunning_since + :grace * interval '1 second', null
            from bill b left join sub s on s.stripe_id = b.subscription
            where b.payment = 'requires_action'
            union all
            select s.user_id, 'grace_ending', s.stripe_id, s.id, s.stripe_id,
              extract(epoch from s.dunning_since)::bigint, s.dunning_since,
              s.dunning_since + :grace * interval '1 second', null
            from sub s
            where s.status = 'past_due' and s.pause_behavior is distinct from 'void'
              and s.dunning_since + :grace * interval '1 second' > s.as_of
              and s.dunning_since + (:grace - :graceNotice) * interval '1 second' <= s.as_of
            """;

    private static final String OF_SUBSCRIPTIONS = """
            select s.user_id, s.status, s.stripe_id, s.id, s.stripe_id, null,
              case s.status when 'incomplete' then s.started_at else s.current_period_start end,
              case s.status when 'incomplete' then s.started_at + interval '23 hours' end, null
            from sub s where s.status in ('incomplete', 'unpaid')
            union all
            select s.user_id, 'paused', s.stripe_id, s.id, s.stripe_id, 0, null, s.pause_resumes_at,
              case when s.status <> 'paused' then s.pause_behavior end
            from sub s
            where s.status = 'paused'
              or s.pause_behavior is not null and s.status in ('active', 'trialing', 'past_due')
            union all
            select s.user_id, 'trial_ending', s.stripe_id, s.id, s.stripe_id, extract(epoch from s.trial_end)::bigint,
              s.trial_end - :trialNotice * interval '1 second', s.trial_end, null
            from sub s
            where s.status = 'trialing' and s.trial_end > s.as_of
              and s.trial_end - :trialNotice * interval '1 second' <= s.as_of
            union all
            select s.user_id, 'cancellation_scheduled', s.stripe_id, s.id, s.stripe_id, null, s.canceled_at,
              coalesce(s.cancel_at, s.current_period_end), null
            from sub s
            where (s.cancel_at_period_end or s.cancel_at is not null)
              and s.status in ('active', 'trialing', 'past_due', 'unpaid', 'paused')
            union all
            select s.user_id, 'subscription_ended', s.stripe_id, s.id, s.stripe_id, 0, s.ended_at, s.ended_at, null
            from sub s
            where s.status = 'canceled' and s.ended_at > s.as_of - :news * interval '1 second'
            """;

    /** Those that pay next: the customer's default, or a subscription's own. */
    private static final String OF_CARDS = """
            select c.user_id, case when c.expires <= :now::timestamptz then 'card_expired' else 'card_expiring' end,
              c.stripe_id, c.id, null,
              case when c.expires > :now::timestamptz then c.exp_year * 12 + c.exp_month - 1 end, null, c.expires, null
            from (
              select m.user_id, m.id, m.stripe_id, m.stripe_customer_id, m.exp_year, m.exp_month,
                case when m.exp_month between 1 and 12 and m.exp_year between 2000 and 9999
                  then (make_date(m.exp_year, m.exp_month, 1) + interval '1 month') at time zone 'UTC' end as expires
              from payment_methods m
              where m.user_id = any(:users) and m.type = 'card' and m.stripe_customer_id is not null
                and m.livemode = :livemode and m.deleted_at is null) c
            where c.expires <= :now::timestamptz + :cardNotice * interval '1 second'
              and (exists (
                  select from customers o
                  where o.stripe_id = c.stripe_customer_id and o.default_payment_method = c.stripe_id
                    and o.deleted_at is null)
                or exists (
                  select from subscriptions s
                  where s.user_id = c.user_id and s.deleted_at is null
                    and s.status not in ('canceled', 'incomplete_expired')
                    and c.stripe_id
                      = coalesce(s.raw #>> '{default_payment_method,id}', s.raw ->> 'default_payment_method')))
            """;

    private static final String DECIDED = "('won', 'lost', 'warning_closed', 'prevented')";

    /** Whose a dispute is, its charge says, or its payment intent. */
    private static final String OF_DISPUTES = """
            select c.user_id, 'disputed', d.stripe_id, d.id, null::text, 0, d.issued_at, null::timestamptz, d.status
            from charges c join disputes d on d.stripe_charge_id = c.stripe_id
            where c.user_id = any(:users) and c.livemode = :livemode and d.deleted_at is null
              and d.status not in %1$s
            union
            select i.user_id, 'disputed', d.stripe_id, d.id, null::text, 0, d.issued_at, null::timestamptz, d.status
            from payment_intents i join disputes d on d.stripe_payment_intent_id = i.stripe_id
            where i.user_id = any(:users) and i.livemode = :livemode and d.deleted_at is null
              and d.status not in %1$s
            """.formatted(DECIDED);

    private static final String ALL =
            FACTS + String.join("union all\n", OF_PAYMENTS, OF_SUBSCRIPTIONS, OF_CARDS, "(" + OF_DISPUTES + ")");

    /** For how long an end is news. Of an account that is taken over whole, nobody wants to hear of what ended years ago. */
    private static final long NEWS_SECONDS = 7 * 86_400;

    private final JdbcClient jdbc;
    private final StripeSettings stripe;
    private final DunningSettings dunning;

    Troubles(JdbcClient jdbc, StripeSettings stripe, DunningSettings dunning) {
        this.jdbc = jdbc;
        this.stripe = stripe;
        this.dunning = dunning;
    }

    List<Trouble> of(Collection<UserId> users, Instant now) {
        return jdbc.sql(ALL)
                .param("users", users.stream().map(UserId::value).toArray(UUID[]::new))
                .param("livemode", stripe.livemode())
                .param("now", Timestamps.at(now))
                .param("grace", dunning.grace().toSeconds())
                .param("graceNotice", dunning.graceNotice().toSeconds())
                .param("trialNotice", dunning.trialNotice().toSeconds())
                .param("cardNotice", dunning.cardNotice().toSeconds())
                .param("news", NEWS_SECONDS)
                .query((row, _) -> trouble(row))
                .list();
    }

    private static Trouble trouble(ResultSet row) throws SQLException {
        return new Trouble(
                new UserId(row.getObject("user_id", UUID.class)),
                Trouble.Kind.of(row.getString("kind")),
                row.getString("subject"),
                row.getObject("id", UUID.class),
                row.getString("subscription"),
                row.getObject("occasion", Long.class),
                Timestamps.instant(row, "since"),
                Timestamps.instant(row, "until"),
                row.getString("detail"));
    }
}
