package dev.keelson.bench.social;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Publishes everything after a moment, and remembers when it was asked for which profile. */
final class CountingAyrshare implements AutoCloseable {
    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final int BACKLOG = 4096;

    private final HttpServer server;
    private final Map<String, List<Long>> asked = new HashMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();

    CountingAyrshare() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String profile = exchange.getRequestHeaders().getFirst("Profile-Key");
            long now = System.nanoTime();
            synchronized (asked) {
                asked.computeIfAbsent(profile == null ? "" : profile, _ -> new ArrayList<>())
                        .add(now);
            }
            mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            exchange.getRequestBody().readAllBytes();
            Thread.sleep(MOMENT);
            byte[] body = """
                    {"status": "success", "id": "AYR-%d", "errors": [], "postIds":
                      [{"status": "success", "platform": "twitter", "id": "%d", "postUrl": "https://x.example.com/1"}]}
                    """.formatted(now, now).getBytes(StandardCharsets.UTF_8);
            inFlight.decrementAndGet();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int requests() {
        synchronized (asked) {
            return asked.values().stream().mapToInt(List::size).sum();
        }
    }

    int mostInFlight() {
        return mostInFlight.get();
    }

    /** The most requests of one profile in any window of that length. */
    int mostIn(Duration window) {
        synchronized (asked) {
            return asked.values().stream()
                    .mapToInt(times -> mostIn(times, window.toNanos()))
                    .max()
                    .orElse(0);
        }
    }

    private static int mostIn(List<Long> times, long window) {
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        int most = 0;
        for (int first = 0; first < sorted.length; first++) {
            int after = Arrays.binarySearch(sorted, sorted[first] + window);
            most = Math.max(most, (after < 0 ? -after - 1 : after) - first);
        }
        return most;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
