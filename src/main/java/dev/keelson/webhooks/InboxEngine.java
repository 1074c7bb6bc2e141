package dev.keelson.webhooks;

import dev.keelson.shared.DatabaseLane;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The workers that empty the inbox. The local writer names the slots that it filled, and they are worked on at once; what
 * another node stored, or what has become due, is found by looking now and then.
 */
@Component
class InboxEngine implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(InboxEngine.class);
    private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);
    /** What has not finished by then is rolled back, and done by another node or after the next start. */
    private static final Duration SHUTDOWN = Duration.ofSeconds(20);

    /** So few that another node, or another worker, finds some too. */
    private static final int SLOTS_AT_A_TIME = InboxInsert.SLOTS / 4;

    /** Other nodes' clocks included: what became due longer ago is found by a look at everything. */
    private static final Duration RECENT = Duration.ofSeconds(5);

    private static final Duration BETWEEN_WHOLE_LOOKS = Duration.ofMillis(250);

    private final SlotProcessor processor;
    private final InboxWork work;
    private final SlotMarks marks;
    private final VendorReads reads;
    private final VendorAnswers answers;
    private final WebhookSettings settings;
    private final InstantSource clock;
    private final SlotQueue slots = new SlotQueue();
    private final AtomicLong nextLook = new AtomicLong(System.nanoTime());
    private final Seldom wholeLook = new Seldom(System.nanoTime(), BETWEEN_WHOLE_LOOKS);
    private final List<Thread> workers = new ArrayList<>();
    private volatile boolean running;

    InboxEngine(
            SlotProcessor processor,
            InboxWork work,
            SlotMarks marks,
            VendorReads reads,
            VendorAnswers answers,
            WebhookSettings settings,
            InstantSource clock) {
        this.processor = processor;
        this.work = work;
        this.marks = marks;
        this.reads = reads;
        this.answers = answers;
        this.settings = settings;
        this.clock = clock;
    }

    /** Events that have just arrived were committed in these slots. */
    void wake(Collection<Integer> filled) {
        if (settings.workers() > 0) {
            slots.offer(filled);
        }
    }

    /** Events were committed in these slots, old ones perhaps. */
    void wakeForOld(Collection<Integer> filled) {
        marks.forget(filled);
        wake(filled);
    }

    private void work() {
        while (running) {
            try {
                look();
                List<Integer> wanted =
                        slots.take(SLOTS_AT_A_TIME, settings.pollInterval().toMillis());
                if (!wanted.isEmpty()) {
                    process(wanted);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                log.error("webhooks=worker_failed cause={}", e.getClass().getSimpleName(), e);
                pause();
            }
        }
    }

    /**
     * One worker at a time: what is due is the same for all of them. A slot that this node works on, or is about to, gets its
     * whole looks then.
     */
    private void look() {
        long now = System.nanoTime();
        long due = nextLook.get();
        if (now - due >= 0
                && nextLook.compareAndSet(due, now + settings.pollInterval().toNanos())) {
            boolean whole = wholeLook.isDue(now);
            List<Integer> idle = slots.idle();
            List<Integer> found = idle.isEmpty()
                    ? List.of()
                    : work.dueSlots(
                            idle, whole ? Instant.EPOCH : clock.instant().minus(RECENT));
            if (whole) {
                long end = System.nanoTime();
                wholeLook.done(end, end - now);
            }
            wakeForOld(found);
            // Of slots that another node had when the answers came.
            wake(answers.slots());
        }
    }

    private void process(List<Integer> wanted) {
        Collection<Integer> more = Set.of();
        try {
            more = processor.process(wanted);
        } finally {
            slots.leave(wanted, more);
        }
    }

    /** The database is away, most likely: no need to hurry it. */
    private static void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_ERROR);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start() {
        running = true;
        reads.open(this::wake);
        for (int i = 0; i < settings.workers(); i++) {
            workers.add(
                    Thread.ofPlatform().name("webhook-worker-" + i).start(() -> DatabaseLane.WEBHOOKS.run(this::work)));
        }
    }

    /** Claims nothing more and finishes what runs. */
    @Override
    public void stop() {
        running = false;
        long deadline = System.nanoTime() + SHUTDOWN.toNanos();
        reads.close(deadline);
        for (Thread worker : workers) {
            try {
                worker.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        workers.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
