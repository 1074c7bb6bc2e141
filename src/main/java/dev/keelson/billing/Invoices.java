package dev.keelson.billing;

import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Page;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The invoices as they are stored. */
@Component
class Invoices {
    /** Tells, with the row's user, what the invoice was before. */
    private static final String UPSERT = """
            with before as (
              select status, raw ->> 'attempt_count' as attempts from invoices where stripe_id = :stripeId)
            insert into invoices as i (id, stripe_id, user_id, stripe_customer_id, stripe_subscription_id,
              number, status, billing_reason, currency, total, amount_due, amount_paid, amount_remaining,
              period_start, period_end, due_at, paid_at, issued_at, livemode, raw, stripe_version, fetched_at,
              deleted_at, created_at, updated_at)
            values (:id, :stripeId, (select user_id from customers where stripe_id = :customer), :customer,
              :subscription, :number, :status, :reason, :currency, :total, :due, :paid, :remaining,
              :periodStart, :periodEnd, :dueAt, :paidAt, :issuedAt, :livemode, :raw::jsonb, :version,
              :fetchedAt, :deletedAt, :now, :now)
            on conflict (stripe_id) do update set
              user_id = coalesce(i.user_id, excluded.user_id),
              stripe_customer_id = excluded.stripe_customer_id,
              stripe_subscription_id = excluded.stripe_subscription_id, number = excluded.number,
              status = excluded.status, billing_reason = excluded.billing_reason,
              currency = excluded.currency, total = excluded.total, amount_due = excluded.amount_due,
              amount_paid = excluded.amount_paid, amount_remaining = excluded.amount_remaining,
              period_start = excluded.period_start, period_end = excluded.period_end,
              due_at = excluded.due_at, paid_at = excluded.paid_at, issued_at = excluded.issued_at,
              livemode = excluded.livemode, raw = excluded.raw, stripe_version = excluded.stripe_version,
              fetched_at = excluded.fetched_at, deleted_at = excluded.deleted_at,
              updated_at = excluded.updated_at
            returning i.user_id, (select status from before) as status_before,
              (select attempts from before) as attempts_before
            """;

    private final JdbcClient jdbc;
    private final IdGenerator ids;
    private final InstantSource clock;
    private final StripeSettings settings;
    private final Mirror mirror;
    private final InvoicePayments payments;
    private final ErasedCustomers erased;
    private final UserPlans plans;

    Invoices(
            JdbcClient jdbc,
            IdGenerator ids,
            InstantSource clock,
            StripeSettings settings,
            Mirror mirror,
            InvoicePayments payments,
            ErasedCustomers erased,
            UserPlans plans) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
        this.settings = settings;
        this.mirror = mirror;
        this.payments = payments;
        this.erased = erased;
        this.plans = plans;
    }

    /**
     * @param id ours
     * @param subscriptionId ours; null for an invoice of no subscription, or of one that has not arrived
     * @param total minor units, as all amounts
     */
    record Invoice(
            UUID id,
            String stripeId,
            @Nullable UUID subscriptionId,
            @Nullable String number,
            @Nullable String status,
            String currency,
            long total,
            long amountDue,
            long amountPaid,
            long amountRemaining,
            @Nullable Instant periodStart,
            @Nullable Instant periodEnd,
            @Nullable Instant dueAt,
            @Nullable Instant paidAt,
            Instant issuedAt) {}

    void write(Snapshot told) {
        writeAll(List.of(told));
    }

    /** Whoever has or had an open one may be late with it, which a plan depends on. */
    void writeAll(List<Snapshot> told) {
        plans.recompute(told.stream().flatMap(each -> upsert(each).stream()).collect(Collectors.toSet()));
    }

    /** @return whose it is, if it is open or was */
    private Optional<UserId> upsert(Snapshot told) {
        var invoice = InvoiceObject.from(told.object());
        var snapshot = asMayBeKept(told, invoice.customerId());
        var after = new InvoicePayments.State(
                invoice.status(), StripeJson.numberOrZero(snapshot.object(), "attempt_count"));
        return jdbc.sql(UPSERT)
                .params(snapshot.columns())
                .param("id", ids.next())
                .param("now", Timestamps.at(clock.instant()))
                .param("customer", invoice.customerId())
                .param("subscription", invoice.subscriptionId())
                .param("number", invoice.number())
                .param("status", invoice.status())
                .param("reason", invoice.billingReason())
                .param("currency", invoice.currency())
                .param("total", invoice.total())
                .param("due", invoice.amountDue())
                .param("paid", invoice.amountPaid())
                .param("remaining", invoice.amountRemaining())
                .param("periodStart", Timestamps.at(invoice.periodStart()))
                .param("periodEnd", Timestamps.at(invoice.periodEnd()))
                .param("dueAt", Timestamps.at(invoice.dueAt()))
                .param("paidAt", Timestamps.at(invoice.paidAt()))
                .param("issuedAt", Timestamps.at(invoice.issuedAt()))
                .query((row, _) -> late(row, snapshot.stripeId(), after))
                .single();
    }

    private Snapshot asMayBeKept(Snapshot told, @Nullable String customerId) {
        if (customerId == null) {
            return told;
        }
        mirror.lockShared(List.of(customerId));
        return erased.among(List.of(customerId)).isEmpty() ? told : told.forTheBooks();
    }

    private Optional<UserId> late(ResultSet row, String stripeId, InvoicePayments.State after) throws SQLException {
        UUID id = row.getObject("user_id", UUID.class);
        var user = id == null ? null : new UserId(id);
        var before = InvoicePayments.State.of(row.getString("status_before"), row.getString("attempts_before"));
        payments.changed(stripeId, user, before, after);
        return before.isOpen() || after.isOpen() ? Optional.ofNullable(user) : Optional.empty();
    }

    /** The user's invoices, the newest first, without drafts, which may still change or vanish. */
    Page<Invoice> page(UserId user, Optional<Cursor> after, int limit) {
        var rows = jdbc.sql("""
                        select i.*, s.id as subscription_id
                        from invoices i left join subscriptions s on s.stripe_id = i.stripe_subscription_id
                        where i.user_id = :user and i.livemode = :livemode and i.deleted_at is null
                          and i.status is distinct from 'draft'
                          and (:at::timestamptz is null or (i.issued_at, i.id) < (:at::timestamptz, :id::uuid))
                        order by i.issued_at desc, i.id desc limit :limit
                        """)
                .param("user", user.value())
                .param("livemode", settings.livemode())
                .param("at", Timestamps.at(after.map(Cursor::at).orElse(null)))
                .param("id", after.map(Cursor::id).orElse(null))
                .param("limit", limit + 1)
                .query((row, _) -> new Invoice(
                        row.getObject("id", UUID.class),
                        row.getString("stripe_id"),
                        row.getObject("subscription_id", UUID.class),
                        row.getString("number"),
                        row.getString("status"),
                        row.getString("currency"),
                        row.getLong("total"),
                        row.getLong("amount_due"),
                        row.getLong("amount_paid"),
                        row.getLong("amount_remaining"),
                        Timestamps.instant(row, "period_start"),
                        Timestamps.instant(row, "period_end"),
                        Timestamps.instant(row, "due_at"),
                        Timestamps.instant(row, "paid_at"),
                        Timestamps.requiredInstant(row, "issued_at")))
                .list();
        return Page.of(rows, limit, row -> new Cursor(row.issuedAt(), row.id()));
    }
}
