package dev.keelson.webhooks;

import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.Timestamps;
import dev.keelson.webhooks.WebhookReplays.Filter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionTimedOutException;

/** Finds the events of a replay: those that meet its filter, do not wait and still have their body. */
@Component
class ReplaySelection {
    private static final String COLUMNS =
            "e.seq, e.provider, e.event_id, e.type, e.subject, e.occurred_at, e.received_at, e.trace_id";

    /** How the last attempt ended. What was handled so long ago that its log is gone counts as applied. */
    private static final String OUTCOME = """
            coalesce((select a.outcome from webhook_attempt a
                      where a.seq = e.seq and a.finished_at >= e.received_at - interval '%d minutes'
                      order by a.finished_at desc limit 1), 'applied')
            """.formatted(EventProgress.CLOCKS_APART.toMinutes());

    private static final String IS_DEAD = "exists (select from webhook_dead d where d.seq = e.seq)";

    private final JdbcClient jdbc;
    private final Snapshots snapshots;
    private final ReplaySettings settings;

    ReplaySelection(JdbcClient jdbc, Snapshots snapshots, ReplaySettings settings) {
        this.jdbc = jdbc;
        this.snapshots = snapshots;
        this.settings = settings;
    }

    /**
     * The events in the order of their sequence.
     *
     * @throws ProblemException {@code WEBHOOK_REPLAY_TOO_WIDE} where there are more than one replay may have, or finding them
     *     takes too long
     */
    List<StoredEvent> of(Filter filter) {
        List<StoredEvent> events = read(filter);
        if (events.size() > settings.most()) {
            throw InboxProblem.WEBHOOK_REPLAY_TOO_WIDE.because(
                    "More than %d events meet the filter, which is the most for one replay."
                            .formatted(settings.most()));
        }
        return events.stream()
                .sorted(Comparator.comparingLong(StoredEvent::sequence))
                .toList();
    }

    private List<StoredEvent> read(Filter filter) {
        try {
            return snapshots.read(() -> query(filter));
        } catch (QueryTimeoutException | TransactionTimedOutException e) {
            throw new ProblemException(
                    Problem.of(InboxProblem.WEBHOOK_REPLAY_TOO_WIDE, "Finding the events takes too long."), e);
        }
    }

    private List<StoredEvent> query(Filter filter) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("limit", settings.most() + 1);
        return jdbc.sql(sql(filter, parameters))
                .params(parameters)
                .query(StoredEvents::event)
                .list();
    }

    static String sql(Filter filter, Map<String, Object> parameters) {
        if (filter.state() == WebhookState.DEAD) {
            return """
                    select %s from webhook_dead d cross join lateral %s e
                    where %s order by d.received_at, d.seq limit :limit
                    """.formatted(COLUMNS, StoredEvents.EVENT_OF.formatted("d"), conditions("d", filter, parameters));
        }
        return """
                select %s from webhook_event e
                where %s and not exists (select from webhook_work w where w.seq = e.seq) and %s
                order by e.received_at, e.seq limit :limit
                """.formatted(COLUMNS, conditions("e", filter, parameters), became(filter.state()));
    }

    private static String became(@Nullable WebhookState state) {
        return switch (state) {
            case null -> "(%s in ('applied', 'superseded', 'ignored') or %s)".formatted(OUTCOME, IS_DEAD);
            case PROCESSED -> OUTCOME + " = 'applied'";
            case SUPERSEDED -> OUTCOME + " = 'superseded'";
            case IGNORED -> OUTCOME + " = 'ignored'";
            case DISCARDED -> "%s in ('dead', 'failed') and not %s".formatted(OUTCOME, IS_DEAD);
            case DEAD, RECEIVED, RETRY -> throw new IllegalArgumentException("found elsewhere, or never: " + state);
        };
    }

    private static String conditions(String alias, Filter filter, Map<String, Object> parameters) {
        List<String> conditions = new ArrayList<>(List.of("true"));
        if (filter.from() != null) {
            conditions.add(alias + ".received_at >= :from");
            parameters.put("from", Timestamps.at(filter.from()));
        }
        if (filter.to() != null) {
            conditions.add(alias + ".received_at < :to");
            parameters.put("to", Timestamps.at(filter.to()));
        }
        if (filter.provider() != null) {
            conditions.add(alias + ".provider = :provider");
            parameters.put("provider", filter.provider().id());
        }
        if (filter.type() != null) {
            conditions.add(filter.type().sql(alias + ".type", parameters));
        }
        return String.join(" and ", conditions);
    }
}
