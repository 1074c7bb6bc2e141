package dev.keelson.billing;

import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import dev.keelson.shared.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what customers dispute with their banks. */
@Component
class Disputes {
    private final JdbcClient jdbc;
    private final StripeSettings settings;

    Disputes(JdbcClient jdbc, StripeSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /**
     * @param id ours
     * @param status Stripe's
     * @param reason the bank's, such as {@code fraudulent}
     * @param amount minor units of the currency
     * @param dueBy until when evidence can be submitted
     * @param userId whose payment it was; null where that is nobody here
     * @param nextAction what has to be done by us now
     */
    record Dispute(
            UUID id,
            String stripeId,
            @Nullable String status,
            @Nullable String reason,
            @Nullable String currency,
            long amount,
            @Nullable Instant dueBy,
            boolean hasEvidence,
            @Nullable UUID userId,
            @Nullable String charge,
            @Nullable String paymentIntent,
            String nextAction,
            Instant issuedAt) {}

    /** The newest first. */
    Page<Dispute> page(@Nullable String status, Optional<Cursor> after, int limit) {
        var rows = jdbc.sql("""
                        select d.*, coalesce(c.user_id, p.user_id) as user_id
                        from disputes d
                          left join charges c on c.stripe_id = d.stripe_charge_id
                          left join payment_intents p on p.stripe_id = d.stripe_payment_intent_id
                        where d.livemode = :livemode and d.deleted_at is null
                          and (:status::text is null or d.status = :status)
                          and (:at::timestamptz is null or (coalesce(d.issued_at, 'epoch'), d.id) < (:at::timestamptz, :id::uuid))
                        order by coalesce(d.issued_at, 'epoch') desc, d.id desc limit :limit
                        """)
                .param("livemode", settings.livemode())
                .param("status", status)
                .param("at", Timestamps.at(after.map(Cursor::at).orElse(null)))
                .param("id", after.map(Cursor::id).orElse(null))
                .param("limit", limit + 1)
                .query((row, _) -> dispute(row))
                .list();
        return Page.of(rows, limit, row -> new Cursor(row.issuedAt(), row.id()));
    }

    private static Dispute dispute(ResultSet row) throws SQLException {
        Instant issuedAt = Timestamps.instant(row, "issued_at");
        boolean hasEvidence = row.getBoolean("has_evidence");
        return new Dispute(
                row.getObject("id", UUID.class),
                row.getString("stripe_id"),
                row.getString("status"),
                row.getString("reason"),
                row.getString("currency"),
                row.getLong("amount"),
                Timestamps.instant(row, "due_by"),
                hasEvidence,
                row.getObject("user_id", UUID.class),
                row.getString("stripe_charge_id"),
                row.getString("stripe_payment_intent_id"),
                nextAction(row.getString("status"), hasEvidence),
                issuedAt == null ? Instant.EPOCH : issuedAt);
    }

    /** <a href="https://docs.stripe.com/disputes/how-disputes-work">How disputes work</a>. */
    private static String nextAction(@Nullable String status, boolean hasEvidence) {
        return switch (status) {
            case "needs_response", "warning_needs_response", "appeal_needs_response" ->
                hasEvidence
                        ? "Submit the evidence that is prepared in Stripe's dashboard until 'dueBy'."
                        : "Submit evidence in Stripe's dashboard until 'dueBy', or accept the dispute there.";
            case "under_review", "warning_under_review", "appeal_under_review" ->
                "Wait: the bank has the evidence and decides.";
            case "lost" -> "Nothing: the money has gone back. Consider what the customer still has access to.";
            case "won", "warning_closed", "prevented" -> "Nothing: the money is yours.";
            case null, default -> "Look at it in Stripe's dashboard.";
        };
    }
}
