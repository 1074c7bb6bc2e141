package dev.keelson.webhooks;

import dev.keelson.shared.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** The SQL of the work queue. Everything here runs in the caller's transaction. */
@Component
class InboxWork {
    static final int BATCH = 100;

    /** How an attempt ended: one row of the log of attempts. */
    enum Ending {
        APPLIED,
        SUPERSEDED,
        IGNORED,
        FAILED,
        DEAD;

        static Ending of(WebhookOutcome outcome) {
            return switch (outcome) {
                case APPLIED -> APPLIED;
                case SUPERSEDED -> SUPERSEDED;
                case IGNORED -> IGNORED;
                case FETCH_FIRST -> throw new IllegalArgumentException("that is no end yet");
            };
        }
    }

    /** @param from the lowest sequence that is looked at; 0 for all */
    record Look(int slot, long from) {
        static Look whole(int slot) {
            return new Look(slot, 0);
        }

        boolean isWhole() {
            return from == 0;
        }
    }

    /** @param took from the start of the handler to its end */
    record Attempt(
            WebhookEvent event, Ending ending, @Nullable String error, Duration took) {}

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final InstantSource clock;

    InboxWork(JdbcClient jdbc, JsonMapper json, InstantSource clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /**
     * The slots in which something is due; what others are working on included.
     *
     * @param among where is looked
     * @param since what has become due before it is left out
     */
    List<Integer> dueSlots(Collection<Integer> among, Instant since) {
        // The lateral limit keeps it at one look into the index for each slot, however much waits.
        return jdbc.sql("""
                        select s.slot from webhook_slot s
                        cross join lateral (
                          select from webhook_work w
                          where w.slot = s.slot and w.due_at >= :since and w.due_at <= :now limit 1) due
                        where s.slot = any(:among)
                        """)
                .param("among", among.toArray(Integer[]::new))
                .param("since", utc(since))
                .param("now", utc(clock.instant()))
                .query((row, _) -> row.getInt("slot"))
                .list();
    }

    /**
     * Keeps others out of the slots until the end of the transaction.
     *
     * @return those of them that no other worker has
     */
    List<Integer> lockSlots(Collection<Integer> slots) {
        return jdbc.sql("select slot from webhook_slot where slot = any(:slots) for no key update skip locked")
                .param("slots", slots.toArray(Integer[]::new))
                .query((row, _) -> row.getInt("slot"))
                .list();
    }

    /** Waits for the other worker: for what must not be put aside because a slot is busy. */
    void awaitSlot(int slot) {
        jdbc.sql("select slot from webhook_slot where slot = :slot for no key update")
                .param("slot", slot)
                .query((row, _) -> row.getInt("slot"))
                .single();
    }

    /**
     * The slots' due events in the order of their arrival, with their bodies: a batch at most, and of each slot its
     * {@link #share}. Asked for after the slots are locked.
     */
    List<Due> due(List<Look> looks, Instant now) {
        // The lateral limit keeps it at a short piece of the index for each slot, however much waits: what is read and
        // not taken is read again by the next look.
        return jdbc.sql("""
                        with due as materialized (
                          select w.* from unnest(:slots, :from) wanted (slot, seq)
                          cross join lateral (
                            select slot, seq, received_at, attempt, failures from webhook_work
                            where slot = wanted.slot and seq >= wanted.seq and due_at <= :now order by seq limit :share) w
                          order by w.seq limit :limit
                        )
                        select e.*, d.slot, d.attempt, d.failures,
                          (select max(p.due_at) from webhook_work p
                           where p.slot = d.slot and p.pauses = e.subject and p.seq < e.seq and p.due_at > :now) as paused_until
                        from due d cross join lateral (
                          -- Limited, so that it is always looked up by the key: joined freely, the planner reads whole days
                          -- while they are small, or look small because nobody has counted them yet.
                          select * from webhook_event w where w.received_at = d.received_at and w.seq = d.seq limit 1
                        ) e
                        order by d.seq
                        """)
                .param("slots", looks.stream().map(Look::slot).toArray(Integer[]::new))
                .param("from", looks.stream().map(Look::from).toArray(Long[]::new))
                .param("now", utc(now))
                .param("share", share(looks.size()))
                .param("limit", BATCH)
                .query(this::due)
                .list();
    }

    /** How many events of each slot are looked at for a batch of so many slots: some more than would do if all had as many. */
    static int share(int slots) {
        return Math.clamp(2L * BATCH / slots, 1, BATCH);
    }

    private Due due(ResultSet row, int number) throws SQLException {
        JsonNode payload = payload(row.getBytes("body"));
        var event = new WebhookEvent(
                row.getLong("seq"),
                WebhookProvider.valueOf(row.getString("provider").toUpperCase(Locale.ROOT)),
                row.getString("event_id"),
                row.getString("type"),
                row.getString("subject"),
                Timestamps.requiredInstant(row, "occurred_at"),
                Timestamps.requiredInstant(row, "received_at"),
                row.getInt("attempt"),
                payload,
                null);
        return new Due(
                row.getInt("slot"),
                event,
                !payload.isMissingNode(),
                row.getInt("failures"),
                Timestamps.instant(row, "paused_until"));
    }

    private JsonNode payload(byte[] body) {
        try {
            return json.readTree(body);
        } catch (JacksonException e) {
            // Its own event's misfortune, found when its turn comes; the others of the batch are read.
            return MissingNode.getInstance();
        }
    }

    /** Whether nobody has attempted it since. Asked for after its slot is locked. */
    boolean stillWaits(Due due) {
        return !stillWaiting(List.of(due)).isEmpty();
    }

    /** Those of the events that nobody has attempted since. Asked for after their slots are locked. */
    List<Due> stillWaiting(List<Due> events) {
        var waiting = jdbc.sql("""
                        select w.seq from unnest(:slots, :sequences, :attempts) e (slot, seq, attempt)
                        join webhook_work w on w.slot = e.slot and w.seq = e.seq and w.attempt = e.attempt
                        """)
                .param("slots", slots(events))
                .param("sequences", sequences(events))
                .param(
                        "attempts",
                        events.stream().map(due -> due.event().attempt()).toArray(Integer[]::new))
                .query(Long.class)
                .set();
        return events.stream()
                .filter(due -> waiting.contains(due.event().sequence()))
                .toList();
    }

    /** What was attempted is done: it leaves the queue and enters the log. */
    void finish(Collection<Integer> slots, List<Attempt> attempts, Instant now) {
        if (attempts.isEmpty()) {
            return;
        }
        int size = attempts.size();
        var sequences = new Long[size];
        var numbers = new Integer[size];
        var endings = new String[size];
        var errors = new @Nullable String[size];
        var durations = new Long[size];
        for (int i = 0; i < size; i++) {
            Attempt attempt = attempts.get(i);
            sequences[i] = attempt.event().sequence();
            numbers[i] = attempt.event().attempt();
            endings[i] = attempt.ending().name().toLowerCase(Locale.ROOT);
            errors[i] = attempt.error();
            durations[i] = attempt.took().toNanos() / 1_000;
        }
        jdbc.sql("""
                        with gone as (delete from webhook_work where slot = any(:slots) and seq = any(:sequences))
                        insert into webhook_attempt (seq, attempt, outcome, error, finished_at, duration_us)
                        select seq, attempt, outcome, error, :now, took
                        from unnest(:sequences, :numbers, :endings, :errors, :durations)
                          as a (seq, attempt, outcome, error, took)
                        """)
                .param("slots", slots.toArray(Integer[]::new))
                .param("sequences", sequences)
                .param("numbers", numbers)
                .param("endings", endings)
                .param("errors", errors)
                .param("durations", durations)
                .param("now", utc(now))
                .update();
    }

    /**
     * Not now.
     *
     * @param pausing the subjects whose later events have to wait for these
     */
    void putOff(Collection<Due> events, Instant until, Set<String> pausing) {
        jdbc.sql("""
                        update webhook_work w set due_at = :until,
                          pauses = case when a.subject = any(:pausing) then a.subject end
                        from unnest(:slots, :sequences, :subjects) as a (slot, seq, subject)
                        where w.slot = a.slot and w.seq = a.seq
                        """)
                .param("slots", slots(events))
                .param("sequences", sequences(events))
                .param(
                        "subjects",
                        events.stream().map(due -> due.event().subject()).toArray(String[]::new))
                .param("pausing", pausing.toArray(String[]::new))
                .param("until", utc(until))
                .update();
    }

    /**
     * The attempt has failed and another will follow.
     *
     * @param counts whether the failure is the event's own and brings it nearer to its end
     * @param pauses whether later events of its subject wait for it
     */
    void again(int slot, Attempt failed, Instant now, Instant due, boolean counts, boolean pauses) {
        WebhookEvent event = failed.event();
        jdbc.sql("""
                        update webhook_work set attempt = attempt + 1, failures = failures + :counts, due_at = :due,
                          last_error = :error, pauses = :pauses
                        where slot = :slot and seq = :seq
                        """)
                .param("counts", counts ? 1 : 0)
                .param("due", utc(due))
                .param("error", failed.error())
                .param("pauses", pauses ? event.subject() : null)
                .param("slot", slot)
                .param("seq", event.sequence())
                .update();
        log(failed, now);
    }

    /** The attempt was the last: somebody has to decide. */
    void bury(int slot, Attempt last, Instant now) {
        WebhookEvent event = last.event();
        finish(List.of(slot), List.of(last), now);
        jdbc.sql("""
                        insert into webhook_dead
                          (seq, provider, event_id, type, subject, received_at, died_at, attempts, last_error)
                        values (:seq, :provider, :eventId, :type, :subject, :received, :now, :attempts, :error)
                        on conflict (seq) do update
                          set died_at = excluded.died_at, attempts = excluded.attempts, last_error = excluded.last_error
                        """)
                .param("seq", event.sequence())
                .param("provider", event.provider().id())
                .param("eventId", event.eventId())
                .param("type", event.type())
                .param("subject", event.subject())
                .param("received", utc(event.receivedAt()))
                .param("now", utc(now))
                .param("attempts", event.attempt())
                .param("error", last.error())
                .update();
    }

    private void log(Attempt attempt, Instant now) {
        jdbc.sql("""
                        insert into webhook_attempt (seq, attempt, outcome, error, finished_at, duration_us)
                        values (:seq, :attempt, :outcome, :error, :now, :took)
                        """)
                .param("seq", attempt.event().sequence())
                .param("attempt", attempt.event().attempt())
                .param("outcome", attempt.ending().name().toLowerCase(Locale.ROOT))
                .param("error", attempt.error())
                .param("now", utc(now))
                .param("took", attempt.took().toNanos() / 1_000)
                .update();
    }

    private static Integer[] slots(Collection<Due> events) {
        return events.stream().map(Due::slot).toArray(Integer[]::new);
    }

    private static Long[] sequences(Collection<Due> events) {
        return events.stream().map(due -> due.event().sequence()).toArray(Long[]::new);
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
