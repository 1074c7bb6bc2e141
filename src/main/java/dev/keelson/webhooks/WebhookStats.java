package dev.keelson.webhooks;

import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.Timestamps;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionTimedOutException;

/** Counts what arrived and what became of it. Whether the reader may is for the caller to decide. */
@Component
public class WebhookStats {
    /** The longest time that is counted over: each event in it is read. */
    public static final Duration LONGEST = Duration.ofDays(7);

    /** Per event all attempts, those after its range too: what it came to by now. */
    private static final String ARRIVED = """
            with tried as (
              select seq, count(*) filter (where outcome in ('failed', 'dead')) as failed,
                     bool_or(outcome = 'applied') as applied, bool_or(outcome = 'superseded') as superseded,
                     bool_or(outcome = 'ignored') as ignored,
                     min(finished_at) filter (where outcome in ('applied', 'superseded', 'ignored')) as done_at
              from webhook_attempt where finished_at >= :since group by seq
            )
            select e.provider, e.type, count(*) as received,
                   count(*) filter (where t.applied) as processed,
                   count(*) filter (where t.superseded and not t.applied) as superseded,
                   count(*) filter (where t.ignored and not t.applied and not t.superseded) as ignored,
                   coalesce(sum(t.failed), 0) as failed,
                   percentile_cont(array[0.5, 0.95, 0.99]) within group
                     (order by 1000 * extract(epoch from t.done_at - e.received_at)) as latency
            from webhook_event e left join tried t on t.seq = e.seq
            where e.received_at >= :from and e.received_at < :to
            group by e.provider, e.type
            """;

    private static final String WAITING = """
            select e.provider, e.type, count(*) as waiting, min(coalesce(w.replay_due_at, w.received_at)) as oldest
            from webhook_work w cross join lateral %s e group by e.provider, e.type
            """.formatted(StoredEvents.EVENT_OF.formatted("w"));

    private record Key(String provider, String type) {
        static Key of(ResultSet row) throws SQLException {
            return new Key(row.getString("provider"), row.getString("type"));
        }
    }

    private final JdbcClient jdbc;
    private final Snapshots snapshots;
    private final WebhookRejections rejections;
    private final InstantSource clock;

    WebhookStats(JdbcClient jdbc, Snapshots snapshots, WebhookRejections rejections, InstantSource clock) {
        this.jdbc = jdbc;
        this.snapshots = snapshots;
        this.rejections = rejections;
        this.clock = clock;
    }

    /**
     * @param from received not before
     * @param to received before, and not at
     * @param types by provider and type, in that order
     * @param latestRejections the requests that were not taken, the newest first; those of the node that answers, since its start
     */
    public record InboxReport(
            Instant from, Instant to, List<TypeStats> types, List<WebhookRejections.Rejection> latestRejections) {}

    /**
     * The events of one type. Those that arrived in the time are counted by what they came to until now; what waits and what is
     * dead is so now, whenever it arrived.
     *
     * @param received that arrived in the time; so many of them were
     * @param processed with an effect
     * @param superseded without one, because something newer had been applied
     * @param ignored without one, because nobody needs them
     * @param failedAttempts how many attempts at them failed
     * @param dead given up and not decided about
     * @param waiting not handled yet, those after a failure included
     * @param oldestWaitingSeconds how long the oldest of these has waited, from the replay where there was one
     * @param latency null where none of them was handled
     */
    public record TypeStats(
            String provider,
            String type,
            long received,
            long processed,
            long superseded,
            long ignored,
            long failedAttempts,
            long dead,
            long waiting,
            @Nullable Double oldestWaitingSeconds,
            @Nullable Latency latency) {

        private static TypeStats none(Key key) {
            return new TypeStats(key.provider(), key.type(), 0, 0, 0, 0, 0, 0, 0, null, null);
        }

        private TypeStats withDead(long count) {
            return new TypeStats(
                    provider,
                    type,
                    received,
                    processed,
                    superseded,
                    ignored,
                    failedAttempts,
                    count,
                    waiting,
                    oldestWaitingSeconds,
                    latency);
        }

        private TypeStats withWaiting(long count, double oldestSeconds) {
            return new TypeStats(
                    provider,
                    type,
                    received,
                    processed,
                    superseded,
                    ignored,
                    failedAttempts,
                    dead,
                    count,
                    oldestSeconds,
                    latency);
        }
    }

    /** From the arrival to the end of the first attempt that succeeded, in milliseconds. */
    public record Latency(double p50, double p95, double p99) {}

    /**
     * @throws ProblemException {@code WEBHOOK_STATS_TOO_WIDE} where counting takes too long, or the time is longer than
     *     {@link #LONGEST}
     */
    public InboxReport between(Instant from, Instant to) {
        if (Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw InboxProblem.WEBHOOK_STATS_TOO_WIDE.because(
                    "The time is longer than %d days.".formatted(LONGEST.toDays()));
        }
        try {
            return snapshots.read(() -> report(from, to));
        } catch (QueryTimeoutException | TransactionTimedOutException e) {
            throw new ProblemException(
                    Problem.of(InboxProblem.WEBHOOK_STATS_TOO_WIDE, "Counting the events takes too long."), e);
        }
    }

    private InboxReport report(Instant from, Instant to) {
        Map<Key, TypeStats> types = new HashMap<>();
        addArrived(types, from, to);
        addDead(types);
        addWaiting(types);
        return new InboxReport(
                from,
                to,
                types.values().stream()
                        .sorted(Comparator.comparing(TypeStats::provider).thenComparing(TypeStats::type))
                        .toList(),
                rejections.latest());
    }

    private void addArrived(Map<Key, TypeStats> types, Instant from, Instant to) {
        jdbc.sql(ARRIVED)
                .param("from", Timestamps.at(from))
                .param("to", Timestamps.at(to))
                .param("since", Timestamps.at(from.minus(EventProgress.CLOCKS_APART)))
                .query(row -> {
                    Key key = Key.of(row);
                    types.put(
                            key,
                            new TypeStats(
                                    key.provider(),
                                    key.type(),
                                    row.getLong("received"),
                                    row.getLong("processed"),
                                    row.getLong("superseded"),
                                    row.getLong("ignored"),
                                    row.getLong("failed"),
                                    0,
                                    0,
                                    null,
                                    latency(row.getArray("latency"))));
                });
    }

    private static @Nullable Latency latency(@Nullable Array percentiles) throws SQLException {
        if (percentiles == null || !(percentiles.getArray() instanceof Double[] values)) {
            return null;
        }
        return new Latency(values[0], values[1], values[2]);
    }

    private void addDead(Map<Key, TypeStats> types) {
        jdbc.sql("select provider, type, count(*) as dead from webhook_dead group by provider, type")
                .query(row -> {
                    Key key = Key.of(row);
                    types.put(key, types.getOrDefault(key, TypeStats.none(key)).withDead(row.getLong("dead")));
                });
    }

    private void addWaiting(Map<Key, TypeStats> types) {
        Instant now = clock.instant();
        jdbc.sql(WAITING).query(row -> {
            Key key = Key.of(row);
            long millis = Duration.between(Timestamps.requiredInstant(row, "oldest"), now)
                    .toMillis();
            types.put(
                    key,
                    types.getOrDefault(key, TypeStats.none(key))
                            .withWaiting(row.getLong("waiting"), Math.max(0, millis) / 1_000.0));
        });
    }
}
