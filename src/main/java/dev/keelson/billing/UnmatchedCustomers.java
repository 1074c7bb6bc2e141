package dev.keelson.billing;

import dev.keelson.audit.AuditLog;
import dev.keelson.auth.UserDirectory;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Customers of whom it is not known whose they are: those of an account that is older than this application, or that somebody
 * made at Stripe by hand. An e-mail address is no proof, since whoever makes a customer can write any; so it only names
 * candidates, of whom an administrator chooses.
 */
@Component
class UnmatchedCustomers {
    private final JdbcClient jdbc;
    private final StripeSettings settings;
    private final UserDirectory users;
    private final Customers customers;
    private final Mirror mirror;
    private final AuditLog audit;

    UnmatchedCustomers(
            JdbcClient jdbc,
            StripeSettings settings,
            UserDirectory users,
            Customers customers,
            Mirror mirror,
            AuditLog audit) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.users = users;
        this.customers = customers;
        this.mirror = mirror;
        this.audit = audit;
    }

    /** Why nobody has it. */
    enum Reason {
        /** It names nobody, and nobody has its e-mail address. */
        NAMES_NOBODY,
        /** It names somebody who is not known here, or not yet. */
        USER_UNKNOWN,
        /** It names nobody, and one or several users have its e-mail address, which alone is no proof. */
        SAME_EMAIL;

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param id ours
     * @param reason one of {@code names_nobody}, {@code user_unknown}, {@code same_email}
     * @param candidates who has shown that the customer's e-mail address is theirs
     */
    record Unmatched(
            UUID id,
            String stripeId,
            @Nullable String email,
            @Nullable String name,
            @Nullable UUID claimedUserId,
            @Nullable String claimedClerkId,
            String reason,
            List<UserId> candidates,
            Instant createdAt) {

        Unmatched with(List<UserId> holders) {
            boolean namesNobody = claimedUserId == null && claimedClerkId == null;
            var why = holders.isEmpty() ? Reason.NAMES_NOBODY : Reason.SAME_EMAIL;
            return new Unmatched(
                    id,
                    stripeId,
                    email,
                    name,
                    claimedUserId,
                    claimedClerkId,
                    (namesNobody ? why : Reason.USER_UNKNOWN).id(),
                    holders,
                    createdAt);
        }
    }

    /** The first that became known here first. */
    Page<Unmatched> page(Optional<Cursor> after, int limit) {
        var rows = jdbc.sql("""
                        select id, stripe_id, email, name, claimed_user_id, claimed_clerk_id, created_at from customers
                        where user_id is null and deleted_at is null and livemode = :livemode
                          and (:at::timestamptz is null or (created_at, id) > (:at::timestamptz, :id::uuid))
                        order by created_at, id limit :limit
                        """)
                .param("livemode", settings.livemode())
                .param("at", Timestamps.at(after.map(Cursor::at).orElse(null)))
                .param("id", after.map(Cursor::id).orElse(null))
                .param("limit", limit + 1)
                .query((row, _) -> unmatched(row))
                .list();
        var holders = users.verifiedHolders(rows.stream()
                .flatMap(row -> Optional.ofNullable(row.email()).stream())
                .toList());
        return Page.of(rows, limit, row -> new Cursor(row.createdAt(), row.id()))
                .map(row -> row.with(holdersOf(row, holders)));
    }

    private static List<UserId> holdersOf(Unmatched row, Map<String, List<UserId>> holders) {
        return row.email() == null
                ? List.of()
                : holders.getOrDefault(row.email().toLowerCase(Locale.ROOT), List.of());
    }

    private static Unmatched unmatched(ResultSet row) throws SQLException {
        return new Unmatched(
                row.getObject("id", UUID.class),
                row.getString("stripe_id"),
                row.getString("email"),
                row.getString("name"),
                row.getObject("claimed_user_id", UUID.class),
                row.getString("claimed_clerk_id"),
                "",
                List.of(),
                Timestamps.requiredInstant(row, "created_at"));
    }

    private record Owned(String stripeId, @Nullable UUID user) {}

    /** Gives it to a user, with all that it has; a second time nothing happens. */
    @Transactional
    public void link(UUID id, UserId user, UserId administrator) {
        mirror.lock(find(id).stripeId());
        var customer = find(id);
        if (customer.user() != null) {
            if (customer.user().equals(user.value())) {
                return;
            }
            throw BillingProblem.CUSTOMER_ALREADY_LINKED.because("The customer belongs to another user.");
        }
        if (users.find(user).isEmpty()) {
            throw CommonProblem.NOT_FOUND.because("There is no such user.");
        }
        customers.link(customer.stripeId(), user);
        audit.record(
                administrator, "billing_customer.linked", user.toString(), Map.of("customer", customer.stripeId()));
    }

    private Owned find(UUID id) {
        return jdbc.sql("""
                        select stripe_id, user_id from customers
                        where id = :id and livemode = :livemode and deleted_at is null
                        """)
                .param("id", id)
                .param("livemode", settings.livemode())
                .query((row, _) -> new Owned(row.getString("stripe_id"), row.getObject("user_id", UUID.class)))
                .optional()
                .orElseThrow(() -> CommonProblem.NOT_FOUND.because("There is no such customer."));
    }
}
