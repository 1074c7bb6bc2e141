package dev.keelson.billing;

import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.Timestamps;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Begins the history of subscriptions that were known before there was one. */
@Component
class FirstHistory {
    private static final int BATCH = 500;
    private static final String WITHOUT = """
            from subscriptions s
            where s.livemode = :livemode and s.raw <> '{}' and s.deleted_at is null
              and not exists (select from subscription_history h where h.stripe_subscription_id = s.stripe_id)
            """;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final StripeSettings settings;
    private final SubscriptionHistory history;
    private final TransactionTemplate transaction;

    FirstHistory(
            JdbcClient jdbc,
            JsonMapper json,
            StripeSettings settings,
            SubscriptionHistory history,
            TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.json = json;
        this.settings = settings;
        this.history = history;
        this.transaction = transaction;
    }

    boolean isMissing() {
        return jdbc.sql("select exists (select %s)".formatted(WITHOUT))
                .param("livemode", settings.livemode())
                .query((row, _) -> row.getBoolean(1))
                .single();
    }

    /** In parts that are complete by themselves. */
    void begin(BooleanSupplier stop) {
        String last = "";
        while (!stop.getAsBoolean()) {
            String after = last;
            var stored = transaction.execute(_ -> {
                var next = next(after);
                history.begin(next);
                return next;
            });
            if (stored.isEmpty()) {
                return;
            }
            last = stored.getLast().stripeId();
        }
    }

    private List<Snapshot> next(String after) {
        return jdbc.sql("""
                        select s.stripe_id, s.raw, s.stripe_version, s.fetched_at %s and s.stripe_id > :after
                        order by s.stripe_id limit :batch
                        """.formatted(WITHOUT))
                .param("livemode", settings.livemode())
                .param("after", after)
                .param("batch", BATCH)
                .query((row, _) -> new Snapshot(
                        row.getString("stripe_id"),
                        json.readTree(row.getString("raw")),
                        settings.livemode(),
                        row.getLong("stripe_version"),
                        Timestamps.instant(row, "fetched_at"),
                        null))
                .list();
    }
}
