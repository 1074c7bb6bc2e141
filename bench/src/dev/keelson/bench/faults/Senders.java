package dev.keelson.bench.faults;

import dev.keelson.bench.SignedRequests;
import dev.keelson.bench.faults.History.Event;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Delivers events as vendors do: from many sides at once, each again and again until it is answered with 200, and now and then
 * once more although it was.
 */
final class Senders implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final double AGAIN_ALTHOUGH_ACKNOWLEDGED = 0.04;
    private static final long SHUN_NANOS = Duration.ofSeconds(2).toNanos();

    /** How to go about it. */
    enum Manner {
        /** Any node, until the answer is 200. */
        INSIST,
        /** Once, whatever comes of it. */
        ONCE
    }

    private record Target(Node node, AtomicLong shunnedUntil) {}

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final FlakyStripe stripe;
    private final List<Target> targets;
    private final Manner manner;
    private final double perSecond;
    private final ConcurrentLinkedQueue<Event> waiting;
    private final int all;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger delivered = new AtomicInteger();
    private final Map<String, Instant> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final AtomicInteger duplicates = new AtomicInteger();
    private final AtomicLong firstSinceMark = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch done;
    private volatile boolean running = true;
    private volatile long started;
    private volatile long marked;

    /**
     * @param perSecond at most so many deliveries, repetitions not counted
     * @param count how many deliver at the same time
     */
    Senders(
            FlakyStripe stripe,
            List<Node> nodes,
            List<Event> deliveries,
            Manner manner,
            double perSecond,
            int count,
            long seed) {
        this.stripe = stripe;
        this.targets =
                nodes.stream().map(node -> new Target(node, new AtomicLong())).toList();
        this.waiting = new ConcurrentLinkedQueue<>(deliveries);
        this.all = deliveries.size();
        this.manner = manner;
        this.perSecond = perSecond;
        this.done = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            int number = i;
            threads.add(Thread.ofVirtual().unstarted(() -> deliverAll(new SplittableRandom(seed + number))));
        }
    }

    void start() {
        started = System.nanoTime();
        threads.forEach(Thread::start);
    }

    /** @return whether all was delivered in time */
    boolean await(Duration patience) throws InterruptedException {
        return done.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits until a share of all deliveries is through. */
    void awaitShare(double share, Duration patience) throws InterruptedException {
        Instant end = Instant.now().plus(patience);
        while (delivered.get() < share * all && Instant.now().isBefore(end)) {
            Thread.sleep(5);
        }
    }

    /** Ids of what was answered with 200, and when it was for the first time. */
    Map<String, Instant> acknowledged() {
        return acknowledged;
    }

    /** How often each status was answered; {@code none} where there was no answer. */
    int answers(String status) {
        return answers.getOrDefault(status, new AtomicInteger()).get();
    }

    /** Statuses that were answered. */
    Set<String> statuses() {
        return answers.keySet();
    }

    /** How often the inbox said that it had the event already. */
    int duplicates() {
        return duplicates.get();
    }

    /** From now on the first 200 for an event that had none is waited for. */
    void mark() {
        marked = System.nanoTime();
        firstSinceMark.set(0);
    }

    /** How long the first 200 took since {@link #mark}; nothing where there was none. */
    Optional<Duration> firstSinceMark() {
        long first = firstSinceMark.get();
        return first == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(first - marked));
    }

    private void deliverAll(RandomGenerator random) {
        try {
            for (Event event = waiting.poll(); event != null && running; event = waiting.poll()) {
                awaitTurn();
                stripe.happened(event.number());
                deliver(event, random);
                delivered.incrementAndGet();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            done.countDown();
        }
    }

    private void awaitTurn() throws InterruptedException {
        long due = started + (long) (taken.getAndIncrement() * 1e9 / perSecond);
        long early = due - System.nanoTime();
        if (early > 0) {
            Thread.sleep(Duration.ofNanos(early));
        }
    }

    private void deliver(Event event, RandomGenerator random) throws InterruptedException {
        byte[] body = event.body();
        boolean through = send(event, body, random);
        while (!through && manner == Manner.INSIST && running) {
            Thread.sleep(100 + random.nextInt(900));
            through = send(event, body, random);
        }
        if (through && manner == Manner.INSIST && random.nextDouble() < AGAIN_ALTHOUGH_ACKNOWLEDGED) {
            send(event, body, random);
        }
    }

    private boolean send(Event event, byte[] body, RandomGenerator random) throws InterruptedException {
        var target = choose(random);
        var port = target.node().port();
        if (port.isEmpty()) {
            return count("none");
        }
        long now = Instant.now().getEpochSecond();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.getAsInt() + "/webhooks/stripe"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json; charset=utf-8")
                .header("Stripe-Signature", "t=" + now + ",v1=" + SignedRequests.signature(body, now))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            var response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                return count(Integer.toString(response.statusCode()));
            }
            if (acknowledged.putIfAbsent(event.id(), Instant.now()) == null) {
                firstSinceMark.compareAndSet(0, System.nanoTime());
            }
            if (response.body().contains("duplicate")) {
                duplicates.incrementAndGet();
            }
            count("200");
            return true;
        } catch (IOException e) {
            // A load balancer would turn to another one, too.
            target.shunnedUntil().set(System.nanoTime() + SHUN_NANOS);
            return count("none");
        }
    }

    private Target choose(RandomGenerator random) {
        long now = System.nanoTime();
        var good = targets.stream()
                .filter(target -> target.shunnedUntil().get() - now <= 0)
                .toList();
        return good.isEmpty() ? targets.get(random.nextInt(targets.size())) : good.get(random.nextInt(good.size()));
    }

    private boolean count(String answer) {
        answers.computeIfAbsent(answer, _ -> new AtomicInteger()).incrementAndGet();
        return false;
    }

    @Override
    public void close() {
        running = false;
        threads.forEach(Thread::interrupt);
        http.shutdownNow();
    }
}
