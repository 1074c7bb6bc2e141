package dev.keelson.billing;

import dev.keelson.shared.Timestamps;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * The customers of erased users: tombstones, of whose subscriptions, invoices and payments only the {@link Books} are kept, and
 * of whose cards and tax ids nothing.
 */
@Component
class ErasedCustomers {
    private static final List<MirrorTable> CHILDREN = List.of(MirrorTable.SUBSCRIPTIONS, MirrorTable.INVOICES);

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final InstantSource clock;
    private final MirrorWriter writer;

    ErasedCustomers(JdbcClient jdbc, JsonMapper json, InstantSource clock, MirrorWriter writer) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
        this.writer = writer;
    }

    /** Those of these customers whose user is erased. */
    Set<String> among(Collection<String> stripeIds) {
        String[] wanted = stripeIds.stream().filter(Objects::nonNull).distinct().toArray(String[]::new);
        if (wanted.length == 0) {
            return Set.of();
        }
        return jdbc
                .sql("select stripe_id from customers where stripe_id = any(:ids) and erased_at is not null")
                .param("ids", wanted)
                .query((row, _) -> row.getString("stripe_id"))
                .list()
                .stream()
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Nothing personal stays of the customer. Under the customer's lock. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void erase(String stripeId) {
        jdbc.sql("""
                        update customers set email = null, name = null, currency = null, default_payment_method = null,
                          raw = jsonb_build_object('id', stripe_id), deleted_at = coalesce(deleted_at, :now),
                          erased_at = coalesce(erased_at, :now), updated_at = :now
                        where stripe_id = :id
                        """)
                .param("now", Timestamps.at(clock.instant()))
                .param("id", stripeId)
                .update();
        CHILDREN.forEach(table -> keepTheBooks(table, stripeId));
        MirroredObjects.kinds().stream()
                .filter(MirrorKind::namesCustomer)
                .forEach(kind -> keepOnlyWhatMayBe(kind, "stripe_customer_id = :customer", stripeId));
        keepTheBooksOfPayments(stripeId);
    }

    /** Refunds and disputes name no customer: theirs is that of the payment. */
    void keepTheBooksOfPayments(String customer) {
        MirroredObjects.kinds().stream()
                .filter(MirrorKind::isOfPayment)
                .forEach(kind -> keepOnlyWhatMayBe(kind, """
                        (stripe_charge_id in (select stripe_id from charges where stripe_customer_id = :customer)
                          or stripe_payment_intent_id in (
                            select stripe_id from payment_intents where stripe_customer_id = :customer))
                        """, customer));
    }

    /** The customers of these charges and payment intents, by the payments' ids. */
    Map<String, String> payers(Collection<String> payments) {
        if (payments.isEmpty()) {
            return Map.of();
        }
        var payers = new HashMap<String, String>();
        jdbc.sql("""
                        select stripe_id, stripe_customer_id from charges
                        where stripe_id = any(:ids) and stripe_customer_id is not null
                        union
                        select stripe_id, stripe_customer_id from payment_intents
                        where stripe_id = any(:ids) and stripe_customer_id is not null
                        """).param("ids", payments.toArray(String[]::new)).query(row -> {
            payers.put(row.getString("stripe_id"), row.getString("stripe_customer_id"));
        });
        return payers;
    }

    private void keepOnlyWhatMayBe(MirrorKind kind, String which, String customer) {
        List<Snapshot> rows = jdbc.sql("""
                        select stripe_id, raw, livemode, stripe_version, fetched_at, deleted_at from %s
                        where raw <> '{}' and %s order by stripe_id for update
                        """.formatted(kind.table().sqlName(), which))
                .param("customer", customer)
                .query((row, _) -> new Snapshot(
                        row.getString("stripe_id"),
                        json.readTree(row.getString("raw")),
                        row.getBoolean("livemode"),
                        row.getLong("stripe_version"),
                        Timestamps.instant(row, "fetched_at"),
                        Timestamps.instant(row, "deleted_at")))
                .list();
        writer.write(
                kind,
                rows.stream()
                        .filter(row -> !kind.kept(row, true).object().equals(row.object()))
                        .map(row -> kind.kept(row, true))
                        .toList());
    }

    private record Row(UUID id, String raw) {}

    private void keepTheBooks(MirrorTable table, String customer) {
        // One after the other: a customer may have many, and each may be large.
        List<UUID> rows = jdbc.sql("select id from %s where stripe_customer_id = :customer".formatted(table.sqlName()))
                .param("customer", customer)
                .query((found, _) -> found.getObject("id", UUID.class))
                .list();
        for (UUID id : rows) {
            var row = jdbc.sql("select id, raw from %s where id = :id for update".formatted(table.sqlName()))
                    .param("id", id)
                    .query((found, _) -> new Row(id, found.getString("raw")))
                    .single();
            var stored = json.readTree(row.raw());
            var kept = Books.only(stored);
            if (!kept.equals(stored)) {
                jdbc.sql("update %s set raw = :raw::jsonb where id = :id".formatted(table.sqlName()))
                        .param("raw", kept.toString())
                        .param("id", id)
                        .update();
            }
        }
    }
}
