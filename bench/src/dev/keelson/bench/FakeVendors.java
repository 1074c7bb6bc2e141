package dev.keelson.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Answers for the vendors what the application asks while its inbox is measured: Stripe's catalogue, and any subscription in
 * its newest state. Lists of anything else are empty.
 */
final class FakeVendors implements AutoCloseable {
    private static final String SUBSCRIPTION = "/v1/subscriptions/";
    private static final String PRODUCT = "/v1/products/";
    private static final String EMPTY_LIST = list("");

    private final HttpServer server;
    private final SubscriptionEvents events;
    private final ConcurrentHashMap<String, AtomicLong> calls = new ConcurrentHashMap<>();

    private final String keys;

    private FakeVendors(HttpServer server, SubscriptionEvents events, String keys) {
        this.server = server;
        this.events = events;
        this.keys = keys;
    }

    static FakeVendors start(SubscriptionEvents events) throws IOException {
        return start(events, "{\"keys\":[]}");
    }

    /** @param keys what Clerk signs session tokens with, as a set of JSON web keys */
    static FakeVendors start(SubscriptionEvents events, String keys) throws IOException {
        // Without it every answer waits 40 ms for the acknowledgement of its head.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
        var vendors = new FakeVendors(server, events, keys);
        server.createContext("/", vendors::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return vendors;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** How often a subscription was asked for. */
    long fetches() {
        return calls.getOrDefault(SUBSCRIPTION, new AtomicLong()).get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            Optional<byte[]> answer = answer(exchange.getRequestURI().getPath());
            byte[] body = answer.orElseGet(() -> """
                    {"error": {"type": "invalid_request_error", "code": "resource_missing", "message": "No such object"}}\
                    """.getBytes(UTF_8));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.isPresent() ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Optional<byte[]> answer(String path) {
        String kind = path.substring(0, path.lastIndexOf('/') + 1);
        calls.computeIfAbsent(kind, _ -> new AtomicLong()).incrementAndGet();
        if (path.startsWith(SUBSCRIPTION)) {
            return events.newest(path.substring(SUBSCRIPTION.length()));
        }
        if (path.startsWith(PRODUCT)) {
            return IntStream.range(0, SubscriptionEvents.TIERS)
                    .mapToObj(SubscriptionEvents::product)
                    .filter(product -> product.contains('"' + path.substring(PRODUCT.length()) + '"'))
                    .map(product -> product.getBytes(UTF_8))
                    .findFirst();
        }
        return switch (path) {
            case "/v1/products" ->
                Optional.of(all(IntStream.range(0, SubscriptionEvents.TIERS)
                        .mapToObj(SubscriptionEvents::product)
                        .collect(Collectors.joining(","))));
            case "/v1/prices" ->
                Optional.of(all(IntStream.range(0, SubscriptionEvents.TIERS)
                        .mapToObj(SubscriptionEvents::price)
                        .collect(Collectors.joining(","))));
            case "/.well-known/jwks.json" -> Optional.of(keys.getBytes(UTF_8));
            default -> kind.equals("/v1/") ? Optional.of(EMPTY_LIST.getBytes(UTF_8)) : Optional.empty();
        };
    }

    private static byte[] all(String objects) {
        return list(objects).getBytes(UTF_8);
    }

    private static String list(String objects) {
        return "{\"object\":\"list\",\"has_more\":false,\"data\":[" + objects + "]}";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
