package dev.keelson.webhooks;

import dev.keelson.webhooks.InboxWork.Attempt;
import dev.keelson.webhooks.InboxWork.Ending;
import dev.keelson.webhooks.WebhookEvent.Fetched;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Handles the due events of one slot. The slot's lock, the handlers' effects and the removal from the queue are one
 * transaction: what is interrupted anywhere has not happened, and another worker does it from the start.
 *
 * <p>All due events of the slot share a transaction while all goes well. If one fails or has to be fetched first, nothing of
 * the batch has happened, and each event gets a transaction of its own: a bad event harms only itself.
 */
@Component
class SlotProcessor {
    /** One event of a batch needs a transaction of its own. */
    @SuppressWarnings("serial") // never serialised
    private static final class OneByOneException extends RuntimeException {
        private final transient List<WebhookEvent> batch;
        private final int slot;

        OneByOneException(int slot, List<WebhookEvent> batch) {
            super(null, null, false, false);
            this.slot = slot;
            this.batch = batch;
        }
    }

    private sealed interface Result {
        record Handled(Attempt attempt) implements Result {}

        record FetchFirst() implements Result {}

        record TakenByAnother() implements Result {}
    }

    private static final Logger log = LoggerFactory.getLogger(SlotProcessor.class);

    private final InboxWork work;
    private final WebhookHandlers handlers;
    private final Backoff backoff;
    private final TransactionTemplate transaction;
    private final InstantSource clock;
    private final MeterRegistry metrics;

    SlotProcessor(
            InboxWork work,
            WebhookHandlers handlers,
            Backoff backoff,
            PlatformTransactionManager transactions,
            InstantSource clock,
            MeterRegistry metrics) {
        this.work = work;
        this.handlers = handlers;
        this.backoff = backoff;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * Handles what is due in one slot.
     *
     * @return false where nothing is due, or others are working on all that is
     */
    boolean processOne(int offset) {
        try {
            Optional<List<Attempt>> attempts = transaction.execute(_ -> batch(offset));
            attempts.ifPresent(this::count);
            return attempts.isPresent();
        } catch (OneByOneException e) {
            for (WebhookEvent event : e.batch) {
                alone(e.slot, event);
            }
            return true;
        }
    }

    private Optional<List<Attempt>> batch(int offset) {
        Instant now = clock.instant();
        Optional<Integer> slot = work.lockDueSlot(now, offset);
        if (slot.isEmpty()) {
            return Optional.empty();
        }
        List<WebhookEvent> events = work.due(slot.get(), now);
        List<Attempt> attempts = new ArrayList<>(events.size());
        for (WebhookEvent event : events) {
            attempts.add(attempt(event).orElseThrow(() -> new OneByOneException(slot.get(), events)));
        }
        work.done(slot.get(), events);
        work.log(attempts, clock.instant());
        return Optional.of(attempts);
    }

    /** Nothing where the event fails or has to be fetched first: either way it needs a transaction of its own. */
    private Optional<Attempt> attempt(WebhookEvent event) {
        try {
            return handle(event) instanceof Result.Handled handled ? Optional.of(handled.attempt()) : Optional.empty();
        } catch (RuntimeException e) {
            // Said again, and loudly, if it fails alone too.
            log.debug("webhook=batch_failed seq={}", event.sequence(), e);
            return Optional.empty();
        }
    }

    private void count(List<Attempt> attempts) {
        for (Attempt attempt : attempts) {
            String outcome = attempt.ending().name().toLowerCase(Locale.ROOT);
            var event = attempt.event();
            metrics.timer(
                            "webhook.process",
                            "provider",
                            event.provider().id(),
                            "type",
                            event.type(),
                            "outcome",
                            outcome)
                    .record(attempt.took());
            metrics.timer("webhook.lag", "provider", event.provider().id())
                    .record(Duration.between(event.receivedAt(), clock.instant()));
        }
    }

    private void alone(int slot, WebhookEvent event) {
        try {
            Result result = transact(slot, event);
            if (result instanceof Result.FetchFirst) {
                result = transact(slot, event.with(fetch(event)));
            }
            if (result instanceof Result.Handled handled) {
                count(List.of(handled.attempt()));
            }
        } catch (RuntimeException e) {
            failed(slot, event, e);
        }
    }

    private Result transact(int slot, WebhookEvent event) {
        return transaction.execute(status -> {
            if (!work.lockSlot(slot) || !work.stillWaits(slot, event)) {
                return new Result.TakenByAnother();
            }
            Result result = handle(event);
            switch (result) {
                case Result.Handled handled -> {
                    work.done(slot, List.of(event));
                    work.log(List.of(handled.attempt()), clock.instant());
                }
                case Result.FetchFirst _ -> status.setRollbackOnly();
                case Result.TakenByAnother _ -> throw new IllegalStateException("a handler cannot know that");
            }
            return result;
        });
    }

    private Result handle(WebhookEvent event) {
        long start = System.nanoTime();
        WebhookOutcome outcome = handlers.find(event.provider(), event.type())
                .map(handler -> handler.handle(event))
                .orElse(WebhookOutcome.IGNORED);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        return switch (outcome) {
            case APPLIED -> new Result.Handled(new Attempt(event, Ending.APPLIED, null, took));
            case SUPERSEDED -> new Result.Handled(new Attempt(event, Ending.SUPERSEDED, null, took));
            case IGNORED -> new Result.Handled(new Attempt(event, Ending.IGNORED, null, took));
            case FETCH_FIRST -> {
                if (event.fetched() != null) {
                    throw new IllegalStateException("the handler asks to fetch what it was given");
                }
                yield new Result.FetchFirst();
            }
        };
    }

    private Fetched fetch(WebhookEvent event) {
        Instant asked = clock.instant();
        WebhookHandler handler = handlers.find(event.provider(), event.type())
                .orElseThrow(() -> new IllegalStateException("only a handler asks to fetch"));
        return new Fetched(handler.fetch(event), asked);
    }

    private void failed(int slot, WebhookEvent event, RuntimeException failure) {
        String error = describe(failure);
        boolean last = backoff.isLast(event.attempt(), failure);
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
            if (!work.lockSlot(slot) || !work.stillWaits(slot, event)) {
                return;
            }
            Instant now = clock.instant();
            if (last) {
                work.bury(slot, event, now, error);
            } else {
                work.again(slot, event, now.plus(backoff.after(event.attempt(), failure)), error);
            }
            work.log(List.of(attempt), now);
        });
        count(List.of(attempt));
    }

    /** What an operator may read of a failure: the database's own words quote rows, and so persons. */
    private static String describe(Throwable failure) {
        String message = failure instanceof DataAccessException ? null : failure.getMessage();
        return failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
}
