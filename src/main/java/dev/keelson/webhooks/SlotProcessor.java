package dev.keelson.webhooks;

import dev.keelson.webhooks.InboxWork.Attempt;
import dev.keelson.webhooks.InboxWork.Ending;
import dev.keelson.webhooks.InboxWork.Look;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Handles the due events of some slots. The slots' locks, the handlers' effects and the removal from the queue are one
 * transaction: what is interrupted anywhere has not happened, and another worker does it from the start.
 *
 * <p>All these events share a transaction while all goes well. If one fails, nothing of the batch has happened, and
 * each event gets a transaction of its own: a bad event harms only itself.
 */
@Component
class SlotProcessor {
    /** The events of a batch need a transaction each. */
    @SuppressWarnings("serial") // never serialised
    private static final class OneByOneException extends RuntimeException {
        private final transient List<Due> batch;

        OneByOneException(List<Due> batch) {
            super(null, null, false, false);
            this.batch = batch;
        }
    }

    /**
     * @param looks where events were looked for
     * @param took ns that it took
     * @param events what was found there
     * @param fetch those of them whose vendor has to be asked
     */
    private record Batch(List<Look> looks, long took, List<Due> events, List<Due> fetch) {}

    private static final Logger log = LoggerFactory.getLogger(SlotProcessor.class);

    private final InboxWork work;
    private final SlotMarks marks;
    private final WebhookHandlers handlers;
    private final EventTransaction alone;
    private final VendorReads reads;
    private final VendorAnswers answers;
    private final TransactionTemplate transaction;
    private final InstantSource clock;
    private final HandledEvents handled;

    SlotProcessor(
            InboxWork work,
            SlotMarks marks,
            WebhookHandlers handlers,
            EventTransaction alone,
            VendorReads reads,
            VendorAnswers answers,
            PlatformTransactionManager transactions,
            InstantSource clock,
            HandledEvents handled) {
        this.work = work;
        this.marks = marks;
        this.handlers = handlers;
        this.alone = alone;
        this.reads = reads;
        this.answers = answers;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.handled = handled;
    }

    /**
     * Handles what is due in the slots, up to a batch of it; slots that another node has are left to it.
     *
     * @return the slots in which there may be more
     */
    Collection<Integer> process(List<Integer> slots) {
        try {
            Batch batch = transaction.execute(_ -> batch(slots));
            var more = marks.done(batch.looks(), batch.events(), batch.took());
            if (!batch.fetch().isEmpty()) {
                reads.ask(batch.fetch());
            }
            return more;
        } catch (OneByOneException e) {
            oneByOne(e.batch);
            return slots;
        }
    }

    private Batch batch(List<Integer> wanted) {
        List<Integer> slots = work.lockSlots(wanted);
        Instant now = clock.instant();
        long start = System.nanoTime();
        List<Look> looks = marks.looks(slots);
        List<Due> all = slots.isEmpty() ? List.of() : work.due(looks, now);
        long took = System.nanoTime() - start;
        List<Due> events = withAnswered(withoutPaused(all), slots);
        if (events.isEmpty()) {
            return new Batch(looks, took, all, List.of());
        }
        var attempts = new ArrayList<Attempt>(events.size());
        var fetch = new ArrayList<Due>();
        byHandler(events).forEach((handler, group) -> handle(handler, group, events, attempts, fetch));
        if (!fetch.isEmpty()) {
            work.putOff(fetch, now.plus(VendorReads.PUT_OFF), handlers.pausing(fetch));
        }
        attempts.sort(Comparator.comparingLong(attempt -> attempt.event().sequence()));
        work.finish(slots, attempts, clock.instant());
        handled.afterCommit(attempts);
        return new Batch(looks, took, all, fetch);
    }

    /** What an earlier event of its subject keeps waiting becomes due together with that one. */
    private List<Due> withoutPaused(List<Due> events) {
        var ready = new ArrayList<Due>(events.size());
        for (Due due : events) {
            if (due.pausedUntil() == null) {
                ready.add(due);
            } else {
                work.putOff(List.of(due), due.pausedUntil(), Set.of());
            }
        }
        return ready;
    }

    /**
     * What was put off until the vendor had answered, where it has: each in its place among the others. One that has become due
     * meanwhile is there already, and its question is answered.
     */
    private List<Due> withAnswered(List<Due> events, List<Integer> slots) {
        var answered = answers.take(slots);
        if (answered.isEmpty()) {
            return events;
        }
        var bySequence = new TreeMap<Long, Due>();
        events.forEach(due -> bySequence.put(due.event().sequence(), due));
        work.stillWaiting(answered).forEach(due -> bySequence.put(due.event().sequence(), due));
        return List.copyOf(bySequence.values());
    }

    /** In the order of each handler's first event. Handlers converge, so the order between them does not matter. */
    private Map<Optional<WebhookHandler>, List<Due>> byHandler(List<Due> events) {
        var groups = new LinkedHashMap<Optional<WebhookHandler>, List<Due>>();
        for (Due due : events) {
            groups.computeIfAbsent(
                            handlers.find(due.event().provider(), due.event().type()), _ -> new ArrayList<>())
                    .add(due);
        }
        return groups;
    }

    private void handle(
            Optional<WebhookHandler> handler,
            List<Due> group,
            List<Due> batch,
            List<Attempt> attempts,
            List<Due> fetch) {
        long start = System.nanoTime();
        List<WebhookOutcome> outcomes;
        try {
            outcomes = handlers.handleAll(handler, group);
        } catch (RuntimeException e) {
            // Said again, and loudly, if it fails alone too.
            log.debug("webhook=batch_failed size={}", batch.size(), e);
            throw new OneByOneException(batch);
        }
        // A batch handler leaves nothing behind of what has to be fetched; what a single one did must be rolled back.
        boolean mayStay = handler.orElse(null) instanceof WebhookBatchHandler;
        var each = Duration.ofNanos((System.nanoTime() - start) / group.size());
        for (int i = 0; i < group.size(); i++) {
            if (outcomes.get(i) != WebhookOutcome.FETCH_FIRST) {
                attempts.add(new Attempt(group.get(i).event(), Ending.of(outcomes.get(i)), null, each));
            } else if (mayStay && group.get(i).event().fetched() == null) {
                fetch.add(group.get(i));
            } else {
                throw new OneByOneException(batch);
            }
        }
    }

    private void oneByOne(List<Due> events) {
        var fetch = new ArrayList<Due>();
        var paused = new HashSet<String>();
        for (Due due : events) {
            if (paused.contains(due.event().subject())) {
                continue;
            }
            switch (alone.handle(due)) {
                case FETCH_FIRST -> {
                    fetch.add(due);
                    pause(due, paused);
                }
                case FAILED -> pause(due, paused);
                case DONE, TAKEN -> {}
            }
        }
        if (!fetch.isEmpty()) {
            reads.ask(fetch);
        }
    }

    private void pause(Due due, Set<String> paused) {
        if (handlers.pauses(due.event())) {
            paused.add(due.event().subject());
        }
    }
}
