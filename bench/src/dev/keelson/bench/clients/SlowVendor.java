package dev.keelson.bench.clients;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;

/** A vendor in a process of its own: answers at {@code /fast} at once, at {@code /slow} after a second. Ends with its input. */
public final class SlowVendor {
    private static final Duration SLOW = Duration.ofSeconds(1);
    private static final int BACKLOG = 4096;
    private static final byte[] BODY = "{\"id\":\"user_1\",\"updated_at\":1,\"first_name\":\"%s\"}"
            .formatted("x".repeat(900))
            .getBytes(StandardCharsets.UTF_8);

    private SlowVendor() {}

    public static void main(String[] arguments) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/fast", SlowVendor::answer);
        server.createContext("/slow", exchange -> {
            sleep();
            answer(exchange);
        });
        server.start();
        System.out.println(server.getAddress().getPort());
        while (System.in.read() >= 0) {
            // Until the bench has ended.
        }
        server.stop(0);
        System.exit(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, BODY.length);
            exchange.getResponseBody().write(BODY);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(SLOW);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
