package dev.keelson.billing;

import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.Timestamps;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the mirrored objects as they were stored, for those who compare them with Stripe. */
@Component
class StripeRows {
    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final StripeSettings settings;

    StripeRows(JdbcClient jdbc, JsonMapper json, StripeSettings settings) {
        this.jdbc = jdbc;
        this.json = json;
        this.settings = settings;
    }

    /** @param deleted whether it is a tombstone */
    record Row(String stripeId, JsonNode object, boolean deleted, Instant updatedAt) {}

    /** The rows with these ids of Stripe, by them. */
    Map<String, Row> find(MirrorTable table, Collection<String> ids) {
        return jdbc
                .sql("""
                        select stripe_id, raw, deleted_at is not null as deleted, updated_at
                        from %s where stripe_id = any(:ids)
                        """.formatted(table.sqlName()))
                .param("ids", ids.toArray(String[]::new))
                .query((row, _) -> new Row(
                        row.getString("stripe_id"),
                        json.readTree(row.getString("raw")),
                        row.getBoolean("deleted"),
                        Timestamps.requiredInstant(row, "updated_at")))
                .list()
                .stream()
                .collect(Collectors.toMap(Row::stripeId, Function.identity()));
    }

    Optional<Row> find(MirrorTable table, String id) {
        return Optional.ofNullable(find(table, List.of(id)).get(id));
    }

    /** The ids of what lives and was known by then, in their order. */
    List<String> knownBefore(MirrorTable table, Instant time, @Nullable String after, int limit) {
        return jdbc.sql("""
                        select stripe_id from %s
                        where deleted_at is null and livemode = :livemode and created_at < :time
                          and stripe_id > coalesce(:after, '') and %s
                        order by stripe_id limit :limit
                        """.formatted(table.sqlName(), isListed(table)))
                .param("livemode", settings.livemode())
                .param("time", Timestamps.at(time))
                .param("after", after)
                .param("limit", limit)
                .query((row, _) -> row.getString("stripe_id"))
                .list();
    }

    /** A payment method that no customer has is in no list of Stripe's, and never will be again. */
    private static String isListed(MirrorTable table) {
        return table == MirrorTable.PAYMENT_METHODS ? "stripe_customer_id is not null" : "true";
    }

    /** Stripe's ids of the customers that are alive, in their order. */
    List<String> customers(@Nullable String after, int limit) {
        return jdbc.sql("""
                        select stripe_id from customers
                        where deleted_at is null and livemode = :livemode and stripe_id > coalesce(:after, '')
                        order by stripe_id limit :limit
                        """)
                .param("livemode", settings.livemode())
                .param("after", after)
                .param("limit", limit)
                .query((row, _) -> row.getString("stripe_id"))
                .list();
    }
}
