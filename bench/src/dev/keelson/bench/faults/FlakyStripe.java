package dev.keelson.bench.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Stripe's API as far as the inbox asks it: any object as it is by now. A share of the questions fails in the ways of vendors:
 * with 500, with 429 and {@code Retry-After}, late, or with the connection cut. The lists of all other vendors are empty.
 */
final class FlakyStripe implements AutoCloseable {
    private final HttpServer server;
    private final History history;
    private final RandomGenerator random;
    private final double failing;
    private final AtomicInteger happened = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    private FlakyStripe(HttpServer server, History history, double failing, long seed) {
        this.server = server;
        this.history = history;
        this.failing = failing;
        this.random = new SplittableRandom(seed);
    }

    /** @param failing share of the questions that get no good answer, or get it late */
    static FlakyStripe start(History history, double failing, long seed) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
        var stripe = new FlakyStripe(server, history, failing, seed);
        server.createContext("/", stripe::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return stripe;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Everything up to this event has happened by now, whether it was delivered or not. */
    void happened(int number) {
        happened.accumulateAndGet(number, Math::max);
    }

    int asked() {
        return asked.get();
    }

    int failed() {
        return failed.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            boolean object = path.matches("/v1/[a-z]+/.+");
            if (object) {
                asked.incrementAndGet();
            }
            double dice = dice();
            if (object && dice < failing) {
                failed.incrementAndGet();
                fail(exchange, path, dice / failing);
                return;
            }
            send(exchange, path);
        }
    }

    private void fail(HttpExchange exchange, String path, double kind) throws IOException {
        if (kind < 0.35) {
            send(exchange, 500, "{\"error\":{\"type\":\"api_error\",\"message\":\"Something went wrong\"}}");
        } else if (kind < 0.6) {
            exchange.getResponseHeaders().set("Retry-After", "1");
            send(exchange, 429, "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"rate_limit\"}}");
        } else if (kind < 0.8) {
            pause(200 + (long) (kind * 1_000));
            send(exchange, path);
        }
        // Else the exchange is closed without an answer, and the connection with it.
    }

    private void send(HttpExchange exchange, String path) throws IOException {
        Optional<String> answer = object(path);
        if (answer.isPresent()) {
            send(exchange, 200, answer.get());
        } else {
            send(exchange, 404, "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"resource_missing\"}}");
        }
    }

    private Optional<String> object(String path) {
        String id = path.substring(path.lastIndexOf('/') + 1);
        if (path.startsWith("/v1/products/")) {
            return History.TIERS.stream()
                    .filter(tier -> id.equals("prod_faults" + tier))
                    .map(tier -> History.product(tier).toString())
                    .findFirst();
        }
        return switch (path) {
            case "/v1/products" ->
                Optional.of(list(History.TIERS.stream()
                        .map(tier -> History.product(tier).toString())
                        .collect(Collectors.joining(","))));
            case "/v1/prices" ->
                Optional.of(list(History.TIERS.stream()
                        .map(tier -> History.price(tier).toString())
                        .collect(Collectors.joining(","))));
            case "/.well-known/jwks.json" -> Optional.of("{\"keys\":[]}");
            default -> path.matches("/v1/[a-z_]+") ? Optional.of(list("")) : newest(id);
        };
    }

    private Optional<String> newest(String id) {
        return history.last(id, happened.get())
                .map(event -> event.deletes()
                        ? "{\"id\":\"%s\",\"object\":\"customer\",\"deleted\":true}".formatted(id)
                        : new String(event.object(), UTF_8));
    }

    private synchronized double dice() {
        return random.nextDouble();
    }

    private static String list(String objects) {
        return "{\"object\":\"list\",\"has_more\":false,\"data\":[" + objects + "]}";
    }

    private static void send(HttpExchange exchange, int status, String answer) throws IOException {
        byte[] body = answer.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
