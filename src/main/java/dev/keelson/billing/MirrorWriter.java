package dev.keelson.billing;

import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Timestamps;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes rows of any {@link MirrorKind}, many in one statement, which it makes of the kind's columns. */
@Component
class MirrorWriter {
    private final JdbcClient jdbc;
    private final IdGenerator ids;
    private final InstantSource clock;
    private final Map<MirrorTable, String> statements = new ConcurrentHashMap<>();

    MirrorWriter(JdbcClient jdbc, IdGenerator ids, InstantSource clock) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
    }

    /** @param snapshots one for each object at most, without what must not be stored */
    void write(MirrorKind kind, List<Snapshot> snapshots) {
        if (snapshots.isEmpty()) {
            return;
        }
        var columns = new Columns<>(snapshots)
                .ids("id", _ -> ids.next())
                .texts("stripe_id", Snapshot::stripeId)
                .flags("livemode", Snapshot::livemode)
                .texts("raw", snapshot -> snapshot.object().toString())
                .numbers("stripe_version", Snapshot::version)
                .times("fetched_at", Snapshot::fetchedAt)
                .times("deleted_at", Snapshot::deletedAt);
        for (var column : kind.columns()) {
            columns.texts(column.name(), snapshot -> column.value().apply(snapshot.object()));
        }
        jdbc.sql(statements.computeIfAbsent(kind.table(), _ -> upsert(kind)))
                .params(columns.parameters())
                .param("now", Timestamps.at(clock.instant()))
                .update();
    }

    /** The owner follows the customer: a payment method that has none any more is nobody's. */
    private static String upsert(MirrorKind kind) {
        var told = Stream.concat(
                        Stream.of("stripe_id", "livemode", "raw", "stripe_version", "fetched_at", "deleted_at"),
                        kind.columns().stream().map(MirrorKind.Column::name))
                .toList();
        return """
                insert into %s (id, %s%s, created_at, updated_at)
                select n.id, n.stripe_id, n.livemode, n.raw::jsonb, n.stripe_version, n.fetched_at, n.deleted_at%s%s,
                  :now, :now
                from unnest(:id, :stripe_id, :livemode, :raw, :stripe_version, :fetched_at::timestamptz[],
                    :deleted_at::timestamptz[]%s)
                  as n (id, %s)
                on conflict (stripe_id) do update set %s%s, updated_at = excluded.updated_at
                """.formatted(
                kind.table().sqlName(),
                list(told, "%s"),
                kind.owned() ? ", user_id" : "",
                kind.columns().stream()
                        .map(column -> ", n.%s::%s".formatted(column.name(), column.type()))
                        .collect(Collectors.joining()),
                kind.owned() ? ", (select user_id from customers where stripe_id = n." + MirrorKind.CUSTOMER + ")" : "",
                kind.columns().stream()
                        .map(column -> ", :%s".formatted(column.name()))
                        .collect(Collectors.joining()),
                list(told, "%s"),
                list(told, "%1$s = excluded.%1$s"),
                kind.owned() ? ", user_id = excluded.user_id" : "");
    }

    private static String list(List<String> columns, String form) {
        return columns.stream().map(form::formatted).collect(Collectors.joining(", "));
    }
}
