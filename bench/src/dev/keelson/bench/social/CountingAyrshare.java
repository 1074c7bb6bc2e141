package dev.keelson.bench.social;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Publishes everything after a while, and remembers when it was asked for what, and by which profile. */
final class CountingAyrshare implements AutoCloseable {
    private static final int BACKLOG = 4096;

    private final JsonMapper json = JsonMapper.shared();
    private final HttpServer server;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    /** Guarded by itself, as are the two others. */
    private final List<Call> calls = new ArrayList<>();

    private final Map<String, List<String>> histories = new HashMap<>();
    private final Map<String, List<Instant>> published = new HashMap<>();
    private volatile Function<String, Duration> takes;

    /** @param takes how long a profile's call takes */
    CountingAyrshare(Function<String, Duration> takes) throws IOException {
        this.takes = takes;
        // By default it closes connections that idle, 200 of them or for half a minute, under the caller's hands.
        System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
        System.setProperty("sun.net.httpserver.idleInterval", "3600");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/post", this::post);
        server.createContext("/history", this::history);
        server.start();
    }

    private record Call(String profile, Instant at) {}

    static Duration between(Duration least, Duration most) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(least.toMillis(), most.toMillis() + 1));
    }

    void takes(Function<String, Duration> newly) {
        takes = newly;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void post(HttpExchange exchange) throws IOException {
        Instant now = Instant.now();
        try (exchange) {
            String profile = profile(exchange, now);
            mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            JsonNode body = json.readTree(exchange.getRequestBody());
            Thread.sleep(takes.apply(profile));
            String row = row(body);
            synchronized (calls) {
                histories.computeIfAbsent(profile, _ -> new ArrayList<>()).add(row);
                published
                        .computeIfAbsent(body.path("post").asString(), _ -> new ArrayList<>())
                        .add(now);
            }
            inFlight.decrementAndGet();
            answer(exchange, "{\"status\": \"success\", \"posts\": [" + row + "]}");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String row(JsonNode body) {
        var row = json.createObjectNode()
                .put("status", "success")
                .put("id", "AYR-" + body.path("idempotencyKey").asString())
                .put("notes", body.path("notes").asString())
                .put("created", Instant.now().toString());
        row.putArray("errors");
        row.putArray("postIds")
                .addObject()
                .put("status", "success")
                .put("platform", body.path("platforms").path(0).asString())
                .put("id", body.path("idempotencyKey").asString())
                .put("postUrl", "https://network.example.com/1");
        return row.toString();
    }

    private void history(HttpExchange exchange) throws IOException {
        try (exchange) {
            String profile = profile(exchange, Instant.now());
            List<String> rows;
            synchronized (calls) {
                rows = List.copyOf(
                        histories.getOrDefault(profile, new ArrayList<>()).reversed());
            }
            answer(exchange, "{\"history\": [" + String.join(",", rows.subList(0, Math.min(25, rows.size()))) + "]}");
        }
    }

    private String profile(HttpExchange exchange, Instant now) {
        String profile = String.valueOf(exchange.getRequestHeaders().getFirst("Profile-Key"));
        synchronized (calls) {
            calls.add(new Call(profile, now));
        }
        return profile;
    }

    private static void answer(HttpExchange exchange, String answer) throws IOException {
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    /** All calls, looks included. */
    int calls() {
        synchronized (calls) {
            return calls.size();
        }
    }

    /** When it was asked to publish each text, for as often as it was asked. */
    Map<String, List<Instant>> published() {
        synchronized (calls) {
            return Map.copyOf(published);
        }
    }

    int mostInFlight() {
        return mostInFlight.get();
    }

    /** The most calls of one profile in any window of that length. */
    int mostIn(Duration window) {
        Map<String, List<Long>> times = new HashMap<>();
        synchronized (calls) {
            calls.forEach(call -> times.computeIfAbsent(call.profile(), _ -> new ArrayList<>())
                    .add(call.at().toEpochMilli()));
        }
        return times.values().stream()
                .mapToInt(own -> mostIn(own, window.toMillis()))
                .max()
                .orElse(0);
    }

    private static int mostIn(List<Long> times, long window) {
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        int most = 0;
        for (int first = 0; first < sorted.length; first++) {
            int from = first;
            most = Math.max(most, (int) Arrays.stream(sorted, from, sorted.length)
                    .takeWhile(time -> time < sorted[from] + window)
                    .count());
        }
        return most;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
