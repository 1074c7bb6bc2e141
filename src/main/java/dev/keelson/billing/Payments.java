package dev.keelson.billing;

import dev.keelson.clients.stripe.StripeDecline;
import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what a user has paid, or was to pay, and what of it was given back. */
@Component
class Payments {
    private static final String COLUMNS = """
            select p.*, c.amount_refunded, c.disputed, c.card_brand, c.card_last4, i.id as invoice_id
            from payment_intents p
              left join charges c on c.stripe_id = p.stripe_latest_charge_id
              left join lateral (
                select stripe_invoice_id from invoice_payments
                where stripe_payment_intent_id = p.stripe_id and deleted_at is null
                order by is_default desc, id limit 1) ip on true
              left join invoices i on i.stripe_id = coalesce(ip.stripe_invoice_id, p.stripe_invoice_id)
                and i.user_id = p.user_id
            where p.user_id = :user and p.livemode = :livemode and p.deleted_at is null
            """;

    private final JdbcClient jdbc;
    private final StripeSettings settings;

    Payments(JdbcClient jdbc, StripeSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /**
     * Amounts are in minor units of the currency.
     *
     * @param id ours
     * @param status Stripe's, of a payment intent
     * @param amountRefunded with what is on its way back
     * @param invoiceId ours; null where it pays no invoice, or where that has not arrived
     * @param failure why the last try failed, as far as that can be told; null where it did not
     */
    record Payment(
            UUID id,
            String stripeId,
            String status,
            @Nullable String currency,
            long amount,
            long amountReceived,
            long amountRefunded,
            boolean disputed,
            @Nullable String description,
            @Nullable UUID invoiceId,
            @Nullable Card card,
            @Nullable Failure failure,
            NextStep nextStep,
            List<Refund> refunds,
            @Nullable Instant issuedAt) {
        private Payment with(List<Refund> found) {
            long back = found.stream()
                    .filter(Refund::counts)
                    .mapToLong(Refund::amount)
                    .sum();
            return new Payment(
                    id,
                    stripeId,
                    status,
                    currency,
                    amount,
                    amountReceived,
                    Math.max(amountRefunded, back),
                    disputed,
                    description,
                    invoiceId,
                    card,
                    failure,
                    nextStep,
                    found,
                    issuedAt);
        }
    }

    record Card(@Nullable String brand, @Nullable String last4) {}

    /** @param action what the customer can do; the bank's reason itself may be none of theirs */
    record Failure(String action) {}

    /** @param status Stripe's, of a refund */
    record Refund(
            UUID id,
            @Nullable String status,
            long amount,
            @Nullable String reason,
            @Nullable Instant issuedAt) {
        private boolean counts() {
            return !"failed".equals(status) && !"canceled".equals(status);
        }
    }

    private record RefundOf(String payment, Refund refund) {}

    Page<Payment> page(UserId user, Optional<Cursor> after, int limit) {
        var rows = jdbc.sql(COLUMNS + """
                          and (:at::timestamptz is null or (p.issued_at, p.id) < (:at::timestamptz, :id::uuid))
                        order by p.issued_at desc nulls last, p.id desc limit :limit
                        """)
                .param("user", user.value())
                .param("livemode", settings.livemode())
                .param("at", Timestamps.at(after.map(Cursor::at).orElse(null)))
                .param("id", after.map(Cursor::id).orElse(null))
                .param("limit", limit + 1)
                .query((row, _) -> payment(row))
                .list();
        return Page.of(withRefunds(rows), limit, row -> new Cursor(at(row), row.id()));
    }

    private static Instant at(Payment payment) {
        return payment.issuedAt() == null ? Instant.EPOCH : payment.issuedAt();
    }

    Optional<Payment> find(UserId user, UUID id) {
        var rows = jdbc.sql(COLUMNS + " and p.id = :id")
                .param("user", user.value())
                .param("livemode", settings.livemode())
                .param("id", id)
                .query((row, _) -> payment(row))
                .list();
        return withRefunds(rows).stream().findFirst();
    }

    /** Our id of a payment that has just been stored. */
    UUID idOf(UserId user, String stripeId) {
        return jdbc.sql("select id from payment_intents where stripe_id = :stripeId and user_id = :user")
                .param("stripeId", stripeId)
                .param("user", user.value())
                .query(UUID.class)
                .optional()
                .orElseThrow(() -> CommonProblem.CONFLICT.because("The payment's customer changed at the same time."));
    }

    private List<Payment> withRefunds(List<Payment> rows) {
        if (rows.isEmpty()) {
            return rows;
        }
        Map<String, List<Refund>> refunds = jdbc
                .sql("""
                        select * from refunds
                        where stripe_payment_intent_id in (:ids) and deleted_at is null
                        order by issued_at, id
                        """)
                .param("ids", rows.stream().map(Payment::stripeId).toList())
                .query((row, _) -> new RefundOf(
                        row.getString("stripe_payment_intent_id"),
                        new Refund(
                                row.getObject("id", UUID.class),
                                row.getString("status"),
                                row.getLong("amount"),
                                row.getString("reason"),
                                Timestamps.instant(row, "issued_at"))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        RefundOf::payment, Collectors.mapping(RefundOf::refund, Collectors.toList())));
        return rows.stream()
                .map(row -> row.with(refunds.getOrDefault(row.stripeId(), List.of())))
                .toList();
    }

    private static Payment payment(ResultSet row) throws SQLException {
        String status = row.getString("status") == null ? "unknown" : row.getString("status");
        String decline =
                row.getString("decline_code") == null ? row.getString("failure_code") : row.getString("decline_code");
        boolean failed = decline != null && !status.equals("succeeded");
        String brand = row.getString("card_brand");
        return new Payment(
                row.getObject("id", UUID.class),
                row.getString("stripe_id"),
                status,
                row.getString("currency"),
                row.getLong("amount"),
                row.getLong("amount_received"),
                row.getLong("amount_refunded"),
                row.getBoolean("disputed"),
                row.getString("description"),
                row.getObject("invoice_id", UUID.class),
                brand == null ? null : new Card(brand, row.getString("card_last4")),
                failed ? new Failure(StripeDecline.of(decline).action()) : null,
                NextStep.of(status, failed),
                List.of(),
                Timestamps.instant(row, "issued_at"));
    }
}
