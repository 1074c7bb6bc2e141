package dev.keelson.social.analytics;

import dev.keelson.shared.DatabaseLane;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Asks for the numbers that are due, of several profiles at once and one after the other of each. May be stopped or die at any
 * moment, and may run on several nodes: what was taken comes again after a while.
 */
@Component
class CollectMetrics {
    private static final Logger log = LoggerFactory.getLogger(CollectMetrics.class);

    private final DueMetrics due;
    private final AskAyrshare ayrshare;
    private final MetricsStore store;
    private final AnalyticsSettings settings;
    private final InstantSource clock;

    CollectMetrics(
            DueMetrics due, AskAyrshare ayrshare, MetricsStore store, AnalyticsSettings settings, InstantSource clock) {
        this.due = due;
        this.ayrshare = ayrshare;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
    }

    void run(BooleanSupplier stop) {
        DueMetrics.Round round;
        do {
            Instant takenAt = clock.instant();
            round = due.claim();
            askAll(round.asks(), takenAt, stop);
        } while (round.found() == settings.batch() && !stop.getAsBoolean());
    }

    private void askAll(List<Ask> asks, Instant takenAt, BooleanSupplier stop) {
        var limit = new Semaphore(settings.parallel());
        Collection<List<Ask>> byUser =
                asks.stream().collect(Collectors.groupingBy(Ask::user)).values();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (List<Ask> ofOne : byUser) {
                threads.execute(() -> DatabaseLane.BACKGROUND.run(() -> {
                    limit.acquireUninterruptibly();
                    try {
                        askOne(ofOne, () -> stop.getAsBoolean() || !isMine(takenAt));
                    } catch (RuntimeException e) {
                        // They come again when their time is over.
                        log.warn(
                                "analytics=not_noted user={} error=\"{}\"",
                                ofOne.getFirst().user(),
                                e.toString());
                    } finally {
                        limit.release();
                    }
                }));
            }
        }
    }

    /** Whether nobody else takes what was taken then before a call that begins now is over. */
    private boolean isMine(Instant takenAt) {
        return clock.instant().isBefore(takenAt.plus(DueMetrics.LEASE.dividedBy(2)));
    }

    private void askOne(List<Ask> asks, BooleanSupplier stop) {
        for (int i = 0; i < asks.size(); i++) {
            if (stop.getAsBoolean()) {
                giveBack(asks.subList(i, asks.size()), Duration.ZERO);
                return;
            }
            Ask ask = asks.get(i);
            Told told = ayrshare.about(ask);
            store.note(ask, told);
            if (told instanceof Told.NoTurn noTurn) {
                log.info(
                        "analytics=put_off user={} reason={} for={}",
                        ask.user(),
                        noTurn.reason().id(),
                        noTurn.pause());
                giveBack(asks.subList(i + 1, asks.size()), noTurn.pause());
                return;
            }
        }
    }

    private void giveBack(List<Ask> asks, Duration pause) {
        asks.forEach(ask -> store.giveBack(ask, pause));
    }
}
