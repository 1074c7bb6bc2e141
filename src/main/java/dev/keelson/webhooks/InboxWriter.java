package dev.keelson.webhooks;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Stores what arrives, many events in one transaction: a writer takes the first that waits and whatever else is there by
 * then, so that a batch is as large as the load and a lone event waits for nobody. An event's future completes after its
 * transaction is durable.
 */
@Component
class InboxWriter implements SmartLifecycle {
    /** What became of an event that was given to the inbox. */
    enum Stored {
        ACCEPTED,
        DUPLICATE
    }

    /**
     * @param envelope what is known of it
     * @param body the bytes as they were signed
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared; copying every body would cost more than it guards
    record Arrival(
            WebhookProvider provider,
            Envelope envelope,
            Instant receivedAt,
            byte[] body,
            @Nullable String traceId) {}

    /** The inbox takes no more for now; the vendor has to send it again. */
    @SuppressWarnings("serial") // never serialised
    static final class InboxUnavailableException extends RuntimeException {
        InboxUnavailableException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    record Waiting(Arrival arrival, CompletableFuture<Stored> result) {}

    private static final Logger log = LoggerFactory.getLogger(InboxWriter.class);
    private static final long IDLE_POLL_MILLIS = 100;
    private static final long SHUTDOWN_MILLIS = 5_000;

    private final BlockingQueue<Waiting> queue;
    private final InboxInsert insert;
    private final InboxEngine engine;
    private final WebhookSettings settings;
    private final DistributionSummary batchSize;
    private final List<Thread> writers = new ArrayList<>();
    private volatile boolean running;

    InboxWriter(InboxInsert insert, InboxEngine engine, WebhookSettings settings, MeterRegistry metrics) {
        this.insert = insert;
        this.engine = engine;
        this.settings = settings;
        this.queue = new ArrayBlockingQueue<>(settings.queueCapacity());
        this.batchSize = DistributionSummary.builder("webhook.batch.size").register(metrics);
        metrics.gaugeCollectionSize("webhook.ingest.queue", List.of(), queue);
    }

    /**
     * Gives an event to the inbox.
     *
     * @return completes when it is durable; with {@link InboxUnavailableException} where it could not be stored
     */
    CompletableFuture<Stored> append(Arrival arrival) {
        var waiting = new Waiting(arrival, new CompletableFuture<>());
        if (!running || !queue.offer(waiting)) {
            waiting.result()
                    .completeExceptionally(new InboxUnavailableException(
                            running ? "the queue is full" : "the inbox is stopped", null));
        }
        return waiting.result();
    }

    private void write() {
        List<Waiting> batch = new ArrayList<>(settings.maxBatch());
        while (running || !queue.isEmpty()) {
            batch.clear();
            try {
                Waiting first = queue.poll(IDLE_POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                batch.add(first);
                queue.drainTo(batch, settings.maxBatch() - 1);
                store(batch);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void store(List<Waiting> batch) {
        batchSize.record(batch.size());
        try {
            var results = insert.insert(batch.stream().map(Waiting::arrival).toList());
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).result().complete(results.get(i));
            }
            engine.wake(batch.stream()
                    .map(waiting ->
                            InboxInsert.slot(waiting.arrival().envelope().subject()))
                    .collect(Collectors.toUnmodifiableSet()));
        } catch (SQLException | RuntimeException e) {
            if (batch.size() > 1 && InboxInsert.blamesARow(e)) {
                // One event that cannot be stored must not take the others with it.
                batch.forEach(waiting -> store(List.of(waiting)));
                return;
            }
            log.error("webhooks=not_stored count={} cause={}", batch.size(), e.getMessage(), e);
            batch.forEach(waiting -> waiting.result()
                    .completeExceptionally(new InboxUnavailableException("the database did not store it", e)));
        }
    }

    @Override
    public void start() {
        running = true;
        for (int i = 0; i < settings.writers(); i++) {
            writers.add(Thread.ofPlatform().name("webhook-writer-" + i).start(this::write));
        }
    }

    /** After the web server has answered its last request: what waits is still stored. */
    @Override
    public void stop() {
        running = false;
        for (Thread writer : writers) {
            try {
                writer.join(SHUTDOWN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        writers.clear();
        queue.forEach(waiting ->
                waiting.result().completeExceptionally(new InboxUnavailableException("the inbox is stopped", null)));
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Started before the web server, stopped after it. */
    @Override
    public int getPhase() {
        return 0;
    }
}
