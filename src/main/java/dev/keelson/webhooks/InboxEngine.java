package dev.keelson.webhooks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The workers that empty the inbox. The local writer wakes them at once; what another node stored, or what has become due,
 * they find by looking now and then.
 */
@Component
class InboxEngine implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(InboxEngine.class);
    private static final long PAUSE_AFTER_ERROR_MILLIS = 1_000;
    private static final long SHUTDOWN_MILLIS = 20_000;

    private final SlotProcessor processor;
    private final WebhookSettings settings;
    private final Semaphore work = new Semaphore(0);
    private final List<Thread> workers = new ArrayList<>();
    private volatile boolean running;

    InboxEngine(SlotProcessor processor, WebhookSettings settings) {
        this.processor = processor;
        this.settings = settings;
    }

    /** So many events were stored: as many workers should look, as far as there are. */
    void wake(int events) {
        int wanted = Math.min(events, settings.workers()) - work.availablePermits();
        if (wanted > 0) {
            work.release(wanted);
        }
    }

    private void work(int number) {
        // Workers start apart and move on, so that no busy slot keeps the others waiting.
        int start = number * InboxInsert.SLOTS / Math.max(1, settings.workers());
        while (running) {
            try {
                start = (start + 1) % InboxInsert.SLOTS;
                if (!processor.processOne(start)) {
                    work.tryAcquire(settings.pollInterval().toMillis(), TimeUnit.MILLISECONDS);
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

    /** The database is away, most likely: no need to hurry it. */
    private static void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_ERROR_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start() {
        running = true;
        for (int i = 0; i < settings.workers(); i++) {
            int number = i;
            workers.add(Thread.ofPlatform().name("webhook-worker-" + i).start(() -> work(number)));
        }
    }

    /** Claims nothing more and finishes what runs; what does not finish in time is rolled back and done by another. */
    @Override
    public void stop() {
        running = false;
        work.release(settings.workers());
        for (Thread worker : workers) {
            try {
                worker.join(SHUTDOWN_MILLIS);
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
