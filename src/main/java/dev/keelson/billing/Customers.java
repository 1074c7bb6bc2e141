package dev.keelson.billing;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import dev.keelson.auth.UserDirectory;
import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Stripe's customers as they are stored, and the link between each of them and its user. Stripe keeps nobody from having
 * several, so what was bought through any of them is the user's; a new purchase goes to the first.
 */
@Component
class Customers {
    /** Of all tables whose rows are a user's through the customer that they name, in one go. */
    private static final String LINK_CHILDREN = Stream.concat(
                    Stream.of(MirrorTable.SUBSCRIPTIONS, MirrorTable.INVOICES),
                    MirroredObjects.kinds().stream().filter(MirrorKind::owned).map(MirrorKind::table))
            .map(MirrorTable::sqlName)
            .map("""
                    linked_%1$s as (
                      update %1$s set user_id = :user where stripe_customer_id = :id and user_id is null)"""::formatted)
            .collect(Collectors.joining(",\n", "with ", "\nselect 1"));

    private final JdbcClient jdbc;
    private final IdGenerator ids;
    private final InstantSource clock;
    private final StripeSettings settings;
    private final BillingSettings billing;
    private final UserDirectory users;
    private final UserPlans plans;
    private final Mirror mirror;
    private final ErasedCustomers erased;
    /** Looked up late: the scheduler is made with its tasks, and they with what uses this. */
    private final ObjectProvider<SchedulerClient> scheduler;

    Customers(
            JdbcClient jdbc,
            IdGenerator ids,
            InstantSource clock,
            StripeSettings settings,
            BillingSettings billing,
            UserDirectory users,
            UserPlans plans,
            Mirror mirror,
            ErasedCustomers erased,
            ObjectProvider<SchedulerClient> scheduler) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
        this.settings = settings;
        this.billing = billing;
        this.users = users;
        this.plans = plans;
        this.mirror = mirror;
        this.erased = erased;
        this.scheduler = scheduler;
    }

    /** @param id ours */
    record Customer(
            UUID id,
            String stripeId,
            @Nullable String email,
            @Nullable String name,
            @Nullable String currency,
            Instant createdAt) {}

    /** Writes what won; of a deleted customer nothing personal stays. */
    void write(Snapshot snapshot) {
        boolean gone = snapshot.deletedAt() != null;
        var customer = CustomerObject.from(snapshot.object());
        var raw = gone ? JsonNodeFactory.instance.objectNode().put("id", snapshot.stripeId()) : snapshot.object();
        jdbc.sql("""
                        insert into customers as c (id, stripe_id, claimed_user_id, claimed_clerk_id, email, name, currency,
                          default_payment_method, livemode, raw, stripe_version, fetched_at, deleted_at, created_at,
                          updated_at)
                        values (:id, :stripeId, :claimed, :clerkId, :email, :name, :currency, :method, :livemode, :raw::jsonb,
                          :version, :fetchedAt, :deletedAt, :now, :now)
                        on conflict (stripe_id) do update set
                          claimed_user_id = coalesce(excluded.claimed_user_id, c.claimed_user_id),
                          claimed_clerk_id = coalesce(excluded.claimed_clerk_id, c.claimed_clerk_id),
                          email = excluded.email, name = excluded.name, currency = excluded.currency,
                          default_payment_method = excluded.default_payment_method, livemode = excluded.livemode,
                          raw = excluded.raw, stripe_version = excluded.stripe_version,
                          fetched_at = excluded.fetched_at, deleted_at = excluded.deleted_at,
                          updated_at = excluded.updated_at
                        """)
                .params(snapshot.columns())
                .param("raw", raw.toString())
                .param("id", ids.next())
                .param("now", Timestamps.at(clock.instant()))
                .param("claimed", value(customer.claimedUser()))
                .param("clerkId", customer.clerkId(billing.clerkIdMetadata()).orElse(null))
                .param("email", gone ? null : customer.email())
                .param("name", gone ? null : customer.name())
                .param("currency", gone ? null : customer.currency())
                .param("method", gone ? null : customer.defaultPaymentMethod())
                .update();
        link(snapshot.stripeId());
        // Which card pays next is said by the customer.
        owner(snapshot.stripeId()).ifPresent(user -> plans.recompute(Set.of(user)));
    }

    private Optional<UserId> owner(String stripeId) {
        return jdbc.sql("select user_id from customers where stripe_id = :id and user_id is not null")
                .param("id", stripeId)
                .query((row, _) -> new UserId(row.getObject("user_id", UUID.class)))
                .optional();
    }

    /** Somebody who knows says whose customer this is, perhaps before the customer's own events came. */
    void claim(String stripeId, UserId user) {
        mirror.lock(stripeId);
        jdbc.sql("""
                        insert into customers as c (id, stripe_id, claimed_user_id, livemode, raw, stripe_version,
                          created_at, updated_at)
                        values (:id, :stripeId, :user, :livemode, '{}', 0, :now, :now)
                        on conflict (stripe_id) do update
                          set claimed_user_id = excluded.claimed_user_id, updated_at = excluded.updated_at
                          where c.claimed_user_id is null
                        """)
                .param("id", ids.next())
                .param("stripeId", stripeId)
                .param("user", user.value())
                .param("livemode", settings.livemode())
                .param("now", Timestamps.at(clock.instant()))
                .update();
        link(stripeId);
    }

    /** A user has become known here: the customers that were waiting for them are theirs now. */
    void linkWaitingFor(UserId user) {
        List<String> waiting = jdbc.sql("""
                        select stripe_id from customers where claimed_user_id = :user and user_id is null
                        union
                        select stripe_id from customers
                        where claimed_clerk_id = :clerkId and claimed_user_id is null and user_id is null
                        order by stripe_id
                        """)
                .param("user", user.value())
                .param(
                        "clerkId",
                        users.find(user).map(UserDirectory.Entry::clerkId).orElse(null))
                .query((row, _) -> row.getString("stripe_id"))
                .list();
        for (String stripeId : waiting) {
            mirror.lock(stripeId);
            link(stripeId);
        }
    }

    /** The one that a new purchase goes to. */
    Optional<Customer> find(UserId user) {
        return jdbc.sql("""
                        select id, stripe_id, email, name, currency, created_at from customers
                        where user_id = :user and livemode = :livemode and deleted_at is null
                        order by raw -> 'created', stripe_id limit 1
                        """)
                .param("user", user.value())
                .param("livemode", settings.livemode())
                .query((row, _) -> new Customer(
                        row.getObject("id", UUID.class),
                        row.getString("stripe_id"),
                        row.getString("email"),
                        row.getString("name"),
                        row.getString("currency"),
                        Timestamps.requiredInstant(row, "created_at")))
                .optional();
    }

    /** Stripe's ids of whatever customers are or say that they are the user's. */
    List<String> ofPerson(UserId user) {
        return jdbc.sql("""
                        select stripe_id from customers where user_id = :user
                        union select stripe_id from customers where claimed_user_id = :user and user_id is null
                        union select stripe_id from customers
                          where claimed_clerk_id = :clerkId and claimed_user_id is null and user_id is null
                        order by stripe_id
                        """)
                .param("user", user.value())
                .param("clerkId", users.clerkIdOf(user).orElse(null))
                .query((row, _) -> row.getString("stripe_id"))
                .list();
    }

    /** Its user is erased: what comes of it from now on is kept for the books alone. */
    void erase(String stripeId) {
        mirror.lock(stripeId);
        erased.erase(stripeId);
    }

    /** Also of a deleted customer, whose subscriptions and invoices are still the user's history. */
    private void link(String stripeId) {
        var claim = jdbc.sql("""
                        select claimed_user_id, claimed_clerk_id from customers
                        where stripe_id = :id and coalesce(claimed_user_id::text, claimed_clerk_id) is not null
                          and user_id is null
                        """)
                .param("id", stripeId)
                .query((row, _) ->
                        new Claim(row.getObject("claimed_user_id", UUID.class), row.getString("claimed_clerk_id")))
                .optional();
        if (claim.isEmpty()) {
            return;
        }
        var user = claim.get().user(users);
        if (user.isEmpty()) {
            if (claim.get().isOfErased(users)) {
                eraseOnceKnown(stripeId);
            }
            return;
        }
        link(stripeId, user.get());
    }

    /** Whose a customer says that it is. Our own id says it better than Clerk's. */
    private record Claim(@Nullable UUID userId, @Nullable String clerkId) {
        Optional<UserId> user(UserDirectory users) {
            return userId == null
                    ? users.findByClerkId(Objects.requireNonNull(clerkId)).map(UserDirectory.Entry::id)
                    : users.find(new UserId(userId)).map(UserDirectory.Entry::id);
        }

        boolean isOfErased(UserDirectory users) {
            return userId == null
                    ? users.erasedClerkId(Objects.requireNonNull(clerkId))
                    : users.erased(new UserId(userId));
        }
    }

    /** It is this user's, with all that it has. Under the customer's lock. */
    void link(String stripeId, UserId user) {
        jdbc.sql("update customers set user_id = :user where stripe_id = :id")
                .param("user", user.value())
                .param("id", stripeId)
                .update();
        linkChildren(stripeId, user);
        plans.recompute(Set.of(user));
    }

    /** A customer that is first heard of after its user's erasure. */
    private void eraseOnceKnown(String stripeId) {
        if (erased.among(List.of(stripeId)).isEmpty()) {
            erased.erase(stripeId);
            scheduler
                    .getObject()
                    .scheduleIfNotExists(CustomerTasks.DELETE.instance(stripeId).build(), clock.instant());
        }
    }

    private void linkChildren(String stripeId, UserId user) {
        jdbc.sql(LINK_CHILDREN)
                .param("user", user.value())
                .param("id", stripeId)
                .query((row, _) -> row.getInt(1))
                .single();
    }

    private static @Nullable UUID value(@Nullable UserId user) {
        return user == null ? null : user.value();
    }
}
