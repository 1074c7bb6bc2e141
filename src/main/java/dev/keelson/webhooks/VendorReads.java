package dev.keelson.webhooks;

import dev.keelson.shared.DatabaseLane;
import dev.keelson.webhooks.WebhookEvent.Fetched;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Asks the vendors what events alone cannot tell, and gives those events back to the workers with the answer. Apart from the
 * workers, so that a vendor that is slow delays nothing but what has to be asked of it. Events about the same object share one
 * question.
 *
 * <p>An event that waits here is put off in the queue for a while. That is no lease: its effect needs the slot's lock and its
 * row like every other. It only keeps the workers from asking the same again, and brings the event back if this process dies.
 */
@Component
class VendorReads {
    static final Duration PUT_OFF = Duration.ofSeconds(30);
    private static final int WAITING_PER_READER = 16;

    /** What is asked once: what a key means is up to its handler. */
    private record Question(WebhookHandler handler, String key) {}

    private final EventTransaction transaction;
    private final VendorAnswers answers;
    private final WebhookHandlers handlers;
    private final InstantSource clock;
    private final WebhookSettings settings;
    private volatile @Nullable Readers readers;

    /** @param wake has these slots worked on */
    private record Readers(ThreadPoolExecutor pool, Consumer<Collection<Integer>> wake) {}

    VendorReads(
            EventTransaction transaction,
            VendorAnswers answers,
            WebhookHandlers handlers,
            InstantSource clock,
            WebhookSettings settings) {
        this.transaction = transaction;
        this.answers = answers;
        this.handlers = handlers;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * Takes over events that have been put off by {@link #PUT_OFF}. What finds no place comes back to a worker when that is
     * over.
     */
    void ask(List<Due> events) {
        var questions = new LinkedHashMap<Question, List<Due>>();
        for (Due due : events) {
            var handler = handlers.find(due.event().provider(), due.event().type())
                    .orElseThrow(() -> new IllegalStateException("only a handler asks to fetch"));
            questions
                    .computeIfAbsent(new Question(handler, handler.fetchKey(due.event())), _ -> new ArrayList<>())
                    .add(due);
        }
        Instant forgotten = clock.instant().plus(PUT_OFF);
        questions.forEach((question, asking) -> submit(question.handler(), asking, forgotten));
    }

    private void submit(WebhookHandler handler, List<Due> asking, Instant forgotten) {
        var open = readers;
        if (open == null) {
            return;
        }
        try {
            open.pool().execute(() -> DatabaseLane.WEBHOOKS.run(() -> answer(handler, asking, forgotten)));
        } catch (RejectedExecutionException e) {
            // The queue is full or closed; the events are safe where they are.
        }
    }

    private void answer(WebhookHandler handler, List<Due> asking, Instant forgotten) {
        Instant asked = clock.instant();
        if (!asked.isBefore(forgotten)) {
            return;
        }
        JsonNode object;
        try {
            object = handler.fetch(asking.getFirst().event());
        } catch (RuntimeException e) {
            asking.forEach(due -> transaction.failed(due, e));
            return;
        }
        var fetched = new Fetched(object, asked);
        var answered =
                asking.stream().map(due -> due.with(due.event().with(fetched))).toList();
        var open = readers;
        if (open == null) {
            // The workers are about to end: nobody would take them up.
            answered.forEach(transaction::handle);
            return;
        }
        answered.forEach(answers::add);
        open.wake().accept(answered.stream().map(Due::slot).collect(Collectors.toUnmodifiableSet()));
    }

    /** @param wake has these slots worked on, because there are answers for them */
    void open(Consumer<Collection<Integer>> wake) {
        var pool = new ThreadPoolExecutor(
                settings.readers(),
                settings.readers(),
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(settings.readers() * WAITING_PER_READER),
                Thread.ofVirtual().name("webhook-reader-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        readers = new Readers(pool, wake);
    }

    /** Reads nothing more, and finishes what it has begun. */
    void close(long deadline) {
        var closing = readers;
        readers = null;
        if (closing == null) {
            return;
        }
        closing.pool().getQueue().clear();
        closing.pool().shutdown();
        try {
            closing.pool().awaitTermination(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
