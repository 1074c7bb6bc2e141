package dev.keelson.sandbox.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** Delivers what waits in the queue. The vendors' schedules span hours; here they are compressed into minutes. */
@Component
class WebhookDispatcher implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(WebhookDispatcher.class);
    private static final List<Duration> BACKOFF =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(60));
    private static final int MAX_ATTEMPTS = 20;
    private static final int CONCURRENT_PER_VENDOR = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final Duration LAST_ATTEMPTS = Duration.ofSeconds(1);
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(30);

    private final DeliveryQueue queue;
    private final URI target;
    private final Clock clock;
    private final Map<String, WebhookSigner> signers;
    private final Map<String, Semaphore> free = new ConcurrentHashMap<>();
    private final Set<Long> inFlight = ConcurrentHashMap.newKeySet();
    private final Semaphore work = new Semaphore(0);
    private volatile @Nullable Running running;

    WebhookDispatcher(DeliveryQueue queue, SandboxOptions options, Clock clock, List<WebhookSigner> signers) {
        this.queue = queue;
        this.target = options.target();
        this.clock = clock;
        this.signers = signers.stream().collect(Collectors.toMap(WebhookSigner::vendor, Function.identity()));
    }

    private record Running(Thread loop, ExecutorService attempts, HttpClient http) {}

    /** Looks into the queue at once. */
    void wake() {
        work.release();
    }

    @Override
    public void start() {
        var attempts = Executors.newVirtualThreadPerTaskExecutor();
        var http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
        var loop = Thread.ofVirtual().name("sandbox-webhooks").unstarted(this::loop);
        running = new Running(loop, attempts, http);
        loop.start();
    }

    @Override
    public void stop() {
        var stopping = running;
        running = null;
        if (stopping != null) {
            wake();
            end(stopping);
        }
    }

    /** Not by interrupts at first: one that meets a statement costs the connection, and the attempt's outcome. */
    private static void end(Running stopping) {
        try {
            stopping.loop().join(LAST_ATTEMPTS);
            stopping.attempts().shutdown();
            if (!stopping.attempts().awaitTermination(LAST_ATTEMPTS.toMillis(), TimeUnit.MILLISECONDS)) {
                stopping.attempts().shutdownNow();
            }
        } catch (InterruptedException e) {
            stopping.attempts().shutdownNow();
            Thread.currentThread().interrupt();
        } finally {
            stopping.http().shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }

    private void loop() {
        for (var now = running; now != null; now = running) {
            try {
                work.drainPermits();
                var time = clock.instant();
                // Read before the queue is: what ends in between is in this set, or no longer waiting in the queue.
                var busy = Set.copyOf(inFlight);
                for (var delivery : queue.due(time)) {
                    if (!busy.contains(delivery.id()) && places(delivery).tryAcquire()) {
                        inFlight.add(delivery.id());
                        var http = now.http();
                        now.attempts().execute(() -> attempt(delivery, http));
                    }
                }
                sleepUntilSomethingIsDue(time);
            } catch (InterruptedException e) {
                return;
            } catch (DataAccessException e) {
                log.warn("sandbox.webhooks=queue_unavailable error=\"{}\"", e.getMessage());
            }
        }
    }

    private Semaphore places(Delivery delivery) {
        return free.computeIfAbsent(delivery.vendor(), vendor -> new Semaphore(CONCURRENT_PER_VENDOR));
    }

    private void sleepUntilSomethingIsDue(Instant now) throws InterruptedException {
        var sleep = queue.nextDueAfter(now)
                .map(due -> Duration.between(now, due))
                .filter(wait -> wait.compareTo(LONGEST_SLEEP) < 0)
                .orElse(LONGEST_SLEEP);
        work.tryAcquire(sleep.toMillis() + 1, TimeUnit.MILLISECONDS);
    }

    private void attempt(Delivery delivery, HttpClient http) {
        try {
            var status = http.send(request(delivery), BodyHandlers.discarding()).statusCode();
            if (HttpStatusCode.valueOf(status).is2xxSuccessful()) {
                queue.delivered(delivery, status);
            } else {
                retryLater(delivery, status, null);
            }
        } catch (IOException e) {
            retryLater(delivery, null, e.toString());
        } catch (InterruptedException e) {
            // The sandbox stops; what has no outcome yet is sent again after the next start.
            Thread.currentThread().interrupt();
        } catch (DataAccessException e) {
            log.warn("sandbox.webhook=outcome_unknown vendor={} type={}", delivery.vendor(), delivery.type());
        } finally {
            inFlight.remove(delivery.id());
            places(delivery).release();
            wake();
        }
    }

    private HttpRequest request(Delivery delivery) {
        var body = delivery.body().getBytes(UTF_8);
        var request = HttpRequest.newBuilder(target.resolve("/webhooks/" + delivery.vendor()))
                .timeout(TIMEOUT)
                .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE)
                .POST(BodyPublishers.ofByteArray(body));
        Objects.requireNonNull(signers.get(delivery.vendor()))
                .headers(delivery.messageId(), delivery.attempts() + 1, clock.instant(), body)
                .forEach(request::header);
        return request.build();
    }

    private void retryLater(Delivery delivery, @Nullable Integer status, @Nullable String error) {
        int attempt = delivery.attempts() + 1;
        var state = attempt < MAX_ATTEMPTS ? "waiting" : "failed";
        queue.failed(delivery, state, status, error, BACKOFF.get(Math.min(attempt, BACKOFF.size()) - 1));
        log.info(
                "sandbox.webhook={} vendor={} type={} attempt={} status={}",
                state.equals("failed") ? "given_up" : "retried",
                delivery.vendor(),
                delivery.type(),
                attempt,
                status);
    }
}
