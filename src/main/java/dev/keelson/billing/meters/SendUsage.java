package dev.keelson.billing.meters;

import com.stripe.param.billing.MeterEventCreateParams;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.shared.DatabaseLane;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Sends usage to Stripe, each by itself, so that one that is refused keeps nobody waiting. May be stopped or die at any moment, and
 * may run on several nodes at once: what was taken comes again after a while under the same identifier.
 */
@Component
class SendUsage {
    private static final Logger log = LoggerFactory.getLogger(SendUsage.class);

    private final MeterOutbox outbox;
    private final StripeApiClient stripe;
    private final MeterSettings settings;
    private final InstantSource clock;

    SendUsage(MeterOutbox outbox, StripeApiClient stripe, MeterSettings settings, InstantSource clock) {
        this.outbox = outbox;
        this.stripe = stripe;
        this.settings = settings;
        this.clock = clock;
    }

    void run(BooleanSupplier stop) {
        int due;
        do {
            Instant takenAt = clock.instant();
            var claim = outbox.claim();
            due = claim.due();
            sendAll(claim.attempts(), takenAt, stop);
        } while (due == settings.batch() && !stop.getAsBoolean());
    }

    private void sendAll(List<Attempt> attempts, Instant takenAt, BooleanSupplier stop) {
        var limit = new Semaphore(settings.parallel());
        // What keeps one from being sent may keep all.
        var closed = new AtomicReference<Outcome.@Nullable Later>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Attempt attempt : attempts) {
                threads.execute(() -> DatabaseLane.BACKGROUND.run(() -> {
                    limit.acquireUninterruptibly();
                    try {
                        if (!stop.getAsBoolean() && isMine(takenAt)) {
                            outbox.note(attempt, send(attempt, closed));
                        }
                    } catch (RuntimeException e) {
                        // It is taken again when its time is over.
                        log.warn("meters=not_noted id={} error=\"{}\"", attempt.id(), e.toString());
                    } finally {
                        limit.release();
                    }
                }));
            }
        }
    }

    /** Whether nobody else takes what was taken then before a call that begins now is over. */
    private boolean isMine(Instant takenAt) {
        return clock.instant().isBefore(takenAt.plus(MeterOutbox.LEASE.dividedBy(2)));
    }

    private Outcome send(Attempt attempt, AtomicReference<Outcome.@Nullable Later> closed) {
        var reason = closed.get();
        if (reason != null) {
            return reason;
        }
        try {
            stripe.createMeterEvent(params(attempt), attempt.idempotencyKey());
            return new Outcome.Taken();
        } catch (ApiException e) {
            var outcome = Outcome.of(e);
            log.info("meters=not_sent id={} attempt={} {}", attempt.id(), attempt.number(), outcome);
            if (outcome instanceof Outcome.Later later && later.all()) {
                closed.set(later);
            }
            return outcome;
        }
    }

    private static MeterEventCreateParams params(Attempt attempt) {
        return MeterEventCreateParams.builder()
                .setEventName(attempt.eventName())
                .putPayload("stripe_customer_id", attempt.customer())
                .putPayload("value", Long.toString(attempt.value()))
                .setIdentifier(attempt.identifier())
                .setTimestamp(attempt.occurredAt().getEpochSecond())
                .build();
    }
}
