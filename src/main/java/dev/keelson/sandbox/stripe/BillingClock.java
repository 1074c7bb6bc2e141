package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Does what time brings, each thing at its own moment, also the moments that passed while the sandbox was off. */
@Component
class BillingClock implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(BillingClock.class);
    private static final Duration TICK = Duration.ofSeconds(30);

    private final SandboxStore store;
    private final StripeClock clock;
    private final SubscriptionSchedules schedules;
    private final Renewals renewals;
    private final Deadlines deadlines;
    private volatile Optional<Thread> ticking = Optional.empty();

    BillingClock(
            SandboxStore store,
            StripeClock clock,
            SubscriptionSchedules schedules,
            Renewals renewals,
            Deadlines deadlines) {
        this.store = store;
        this.clock = clock;
        this.schedules = schedules;
        this.renewals = renewals;
        this.deadlines = deadlines;
    }

    /** Something to do at a moment. */
    record Due(Instant at, Runnable work) {}

    /** Moves the stand-in's time forward, through everything that is due until then. */
    void advanceTo(Instant target) {
        store.atomically(() -> {
            run(target);
            clock.moveTo(target);
        });
    }

    private void run(Instant until) {
        for (var next = next(until); next.isPresent(); next = next(until)) {
            var due = next.get();
            clock.at(due.at(), due.work());
            clock.doneUntil(due.at());
        }
        clock.doneUntil(until);
    }

    private Optional<Due> next(Instant until) {
        var since = clock.doneUntil();
        return Stream.of(schedules.due(since), renewals.due(since), deadlines.due())
                .flatMap(due -> due)
                .filter(due -> !due.at().isAfter(until))
                .min(Comparator.comparing(Due::at));
    }

    @Override
    public void start() {
        ticking = Optional.of(Thread.ofVirtual().name("sandbox-stripe-clock").start(this::tick));
    }

    private void tick() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(TICK);
                if (next(clock.now()).isPresent()) {
                    store.atomically(() -> run(clock.now()));
                }
            } catch (InterruptedException e) {
                return;
            } catch (DataAccessException e) {
                log.warn("sandbox.stripe.clock=store_unavailable error=\"{}\"", e.getMessage());
            }
        }
    }

    @Override
    public void stop() {
        ticking.ifPresent(Thread::interrupt);
        ticking = Optional.empty();
    }

    @Override
    public boolean isRunning() {
        return ticking.isPresent();
    }
}
