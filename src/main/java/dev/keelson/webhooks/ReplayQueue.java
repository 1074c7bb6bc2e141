package dev.keelson.webhooks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Puts stored events back to work. Everything here runs in the caller's transaction. */
@Component
class ReplayQueue {
    private final JdbcClient jdbc;
    private final InboxEngine engine;
    private final Map<String, Counter> replayed = new HashMap<>();

    ReplayQueue(JdbcClient jdbc, InboxEngine engine, MeterRegistry metrics) {
        this.jdbc = jdbc;
        this.engine = engine;
        for (WebhookProvider provider : WebhookProvider.values()) {
            replayed.put(
                    provider.id(),
                    Counter.builder("webhook.replayed")
                            .description("Events that an administrator put back to work")
                            .tag("provider", provider.id())
                            .register(metrics));
        }
    }

    /**
     * Puts the events back as if they had just arrived: their first attempt is due at that time, and who was dead is so no
     * more. The workers of this node are woken after the commit.
     *
     * @return the sequences of those that were put back; the others wait already, or are no longer kept
     */
    Set<Long> put(Collection<StoredEvent> events, Instant due) {
        Set<Long> put = new HashSet<>(jdbc.sql("""
                        with put as (
                          insert into webhook_work (slot, seq, received_at, due_at, replay_due_at)
                          select w.slot, e.seq, e.received_at, :due, :due
                          from unnest(:slots, :sequences, cast(:received as timestamptz[])) as w (slot, seq, received_at)
                          cross join lateral (
                            -- Locked, so that retention does not delete what is about to wait.
                            select seq, received_at from webhook_event
                            where received_at = w.received_at and seq = w.seq limit 1 for key share
                          ) e
                          on conflict do nothing returning seq
                        ), revived as (
                          delete from webhook_dead d using put where d.seq = put.seq
                        )
                        select seq from put
                        """)
                .param("due", due.atOffset(ZoneOffset.UTC))
                .param(
                        "slots",
                        events.stream()
                                .map(event -> (short) InboxInsert.slot(event.subject()))
                                .toArray(Short[]::new))
                .param("sequences", events.stream().map(StoredEvent::sequence).toArray(Long[]::new))
                .param(
                        "received",
                        events.stream()
                                .map(event -> event.receivedAt().toString())
                                .toArray(String[]::new))
                .query(Long.class)
                .list());
        List<StoredEvent> fresh =
                events.stream().filter(event -> put.contains(event.sequence())).toList();
        afterCommit(() -> {
            fresh.forEach(this::count);
            engine.wakeForOld(fresh.stream()
                    .map(event -> InboxInsert.slot(event.subject()))
                    .collect(Collectors.toSet()));
        });
        return put;
    }

    /** When the last of the replayed events that still wait is due. */
    Optional<Instant> lastDue() {
        return jdbc.sql("select max(replay_due_at) from webhook_work where replay_due_at is not null")
                .query((row, _) -> Optional.ofNullable(row.getObject(1, OffsetDateTime.class)))
                .single()
                .map(OffsetDateTime::toInstant);
    }

    private void count(StoredEvent event) {
        Counter counter = replayed.get(event.provider());
        if (counter != null) {
            counter.increment();
        }
    }

    private static void afterCommit(Runnable action) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                action.run();
            }
        });
    }
}
