package dev.keelson.webhooks;

import dev.keelson.webhooks.InboxWork.Attempt;
import dev.keelson.webhooks.InboxWork.Ending;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Handles one event in a transaction of its own, and says what becomes of one that fails. */
@Component
class EventTransaction {
    /** What became of an event. */
    enum Result {
        /** It is done: applied, superseded, ignored or dead. */
        DONE,
        /** It failed and comes again. */
        FAILED,
        /** The vendor has to be asked; the event is put off for {@link VendorReads#PUT_OFF}. */
        FETCH_FIRST,
        /** Somebody else has done it. */
        TAKEN
    }

    private static final Logger log = LoggerFactory.getLogger(EventTransaction.class);

    private final InboxWork work;
    private final WebhookHandlers handlers;
    private final Backoff backoff;
    private final TransactionTemplate transaction;
    private final InstantSource clock;
    private final HandledEvents handled;

    EventTransaction(
            InboxWork work,
            WebhookHandlers handlers,
            Backoff backoff,
            PlatformTransactionManager transactions,
            InstantSource clock,
            HandledEvents handled) {
        this.work = work;
        this.handlers = handlers;
        this.backoff = backoff;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.handled = handled;
    }

    Result handle(Due due) {
        try {
            Result result = transaction.execute(status -> attempt(due).orElseGet(() -> {
                status.setRollbackOnly();
                return Result.FETCH_FIRST;
            }));
            if (result == Result.FETCH_FIRST) {
                putOff(due);
            }
            return result;
        } catch (RuntimeException e) {
            return failed(due, e);
        }
    }

    /** Nothing where the vendor has to be asked first: what the handler has done by then must not stand. */
    private Optional<Result> attempt(Due due) {
        work.awaitSlot(due.slot());
        if (!work.stillWaits(due)) {
            return Optional.of(Result.TAKEN);
        }
        long start = System.nanoTime();
        WebhookOutcome outcome = handlers.handle(due);
        var took = Duration.ofNanos(System.nanoTime() - start);
        if (outcome == WebhookOutcome.FETCH_FIRST) {
            if (due.event().fetched() != null) {
                throw new IllegalStateException("the handler asks to fetch what it was given");
            }
            return Optional.empty();
        }
        var attempt = new Attempt(due.event(), Ending.of(outcome), null, took);
        work.finish(List.of(due.slot()), List.of(attempt), clock.instant());
        handled.afterCommit(List.of(attempt));
        return Optional.of(Result.DONE);
    }

    private void putOff(Due due) {
        transaction.executeWithoutResult(_ -> {
            work.awaitSlot(due.slot());
            work.putOff(List.of(due), clock.instant().plus(VendorReads.PUT_OFF), handlers.pausing(List.of(due)));
        });
    }

    Result failed(Due due, RuntimeException failure) {
        int slot = due.slot();
        WebhookEvent event = due.event();
        String error = describe(failure);
        boolean last = backoff.isLast(due, failure);
        log.warn(
                "webhook=failed provider={} type={} event={} attempt={} last={} error=\"{}\"",
                event.provider().id(),
                event.type(),
                event.eventId(),
                event.attempt(),
                last,
                error,
                failure);
        var attempt = new Attempt(event, last ? Ending.DEAD : Ending.FAILED, error, Duration.ZERO);
        transaction.executeWithoutResult(_ -> {
            work.awaitSlot(due.slot());
            if (!work.stillWaits(due)) {
                return;
            }
            Instant now = clock.instant();
            if (last) {
                work.bury(slot, attempt, now);
            } else {
                work.again(
                        slot,
                        attempt,
                        now,
                        now.plus(backoff.after(event.attempt(), failure)),
                        !Backoff.isTemporary(failure),
                        handlers.pauses(event));
            }
            handled.afterCommit(List.of(attempt));
        });
        return last ? Result.DONE : Result.FAILED;
    }

    /** What an operator may read of a failure: the database's own words quote rows, and so persons. */
    private static String describe(Throwable failure) {
        String message = failure instanceof DataAccessException ? null : failure.getMessage();
        return failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
}
