package dev.keelson.billing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the application and a stand-in for Stripe, and fails once when it is told to: before a request takes effect, or
 * after it, which looks the same from here.
 */
final class UnreliableStripe implements AutoCloseable {
    private static final Set<String> CARRIED =
            Set.of("authorization", "idempotency-key", "content-type", "stripe-version");

    /** Ways to fail. */
    enum Fault {
        /** The request never arrives. */
        LOST,
        /** The connection ends instead of an answer. */
        RESET,
        /** The answer comes when nobody waits for it any more. */
        SILENCE,
        /** Something on the way answers instead. */
        GATEWAY
    }

    /**
     * @param operation method and path
     * @param key the {@code Idempotency-Key}
     * @param arrived whether it was passed on
     */
    record Seen(String operation, @Nullable String key, String body, boolean arrived) {}

    private record Plan(Pattern operation, Fault fault) {}

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI vendor;
    private final HttpServer server;
    private final AtomicReference<@Nullable Plan> plan = new AtomicReference<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch silence = new CountDownLatch(0);

    UnreliableStripe(URI vendor) {
        this.vendor = vendor;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** @param operation a regular expression of method and path, such as {@code POST /v1/refunds} */
    void failOnce(String operation, Fault fault) {
        if (fault == Fault.SILENCE) {
            silence = new CountDownLatch(1);
        }
        plan.set(new Plan(Pattern.compile(operation), fault));
    }

    void forget() {
        plan.set(null);
        silence.countDown();
        seen.clear();
    }

    /** What has come of an operation, the first first. */
    List<Seen> seen(String operation) {
        var pattern = Pattern.compile(operation);
        return seen.stream()
                .filter(request -> pattern.matcher(request.operation()).matches())
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath().replaceFirst("^/stripe", "");
        String operation = exchange.getRequestMethod() + " " + path;
        byte[] body = exchange.getRequestBody().readAllBytes();
        var fault = fault(operation);
        seen.add(new Seen(
                operation,
                exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                new String(body, StandardCharsets.UTF_8),
                fault != Fault.LOST));
        if (fault == Fault.LOST) {
            exchange.close();
            return;
        }
        try {
            var answer = pass(exchange, body);
            switch (fault) {
                case RESET -> exchange.close();
                case GATEWAY -> write(exchange, 502, "<html>Bad gateway</html>".getBytes(StandardCharsets.UTF_8));
                case SILENCE -> {
                    var _ = silence.await(20, TimeUnit.SECONDS);
                    exchange.close();
                }
                case null, default -> write(exchange, answer.statusCode(), answer.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.close();
        }
    }

    private @Nullable Fault fault(String operation) {
        var now = plan.get();
        return now != null && now.operation().matcher(operation).matches() && plan.compareAndSet(now, null)
                ? now.fault()
                : null;
    }

    private HttpResponse<byte[]> pass(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(vendor.resolve(exchange.getRequestURI()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (CARRIED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return http.send(
                request.method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static void write(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        silence.countDown();
        server.stop(0);
    }
}
