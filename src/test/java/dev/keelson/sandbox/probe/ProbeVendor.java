package dev.keelson.sandbox.probe;

import dev.keelson.sandbox.server.StandIn;
import dev.keelson.sandbox.server.WebhookSigner;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A stand-in for a vendor with a single call, which counts. */
public final class ProbeVendor {
    private ProbeVendor() {}

    public static class Signer implements WebhookSigner {
        @Override
        public String vendor() {
            return "probe";
        }

        @Override
        public Map<String, String> headers(String messageId, int attempt, Instant at, byte[] body) {
            return Map.of(
                    "probe-id",
                    messageId,
                    "probe-attempt",
                    Integer.toString(attempt),
                    "probe-signed",
                    at.toEpochMilli() + ":" + body.length);
        }
    }

    public static class Counter implements StandIn {
        public final AtomicInteger calls = new AtomicInteger();

        @Override
        public String vendor() {
            return "probe";
        }

        @Override
        public String summary() {
            return "Counts its calls.";
        }

        @Override
        public Map<String, String> pages() {
            return Map.of("/probe/", "its <page>");
        }

        @Override
        public ObjectNode error(int status) {
            return JsonMapper.shared().createObjectNode().put("probe_error", status);
        }

        @Override
        public boolean isApiCall(String path) {
            return path.startsWith("/probe/v1/");
        }
    }

    @RestController
    public static class Api {
        private final Counter counter;

        Api(Counter counter) {
            this.counter = counter;
        }

        @PostMapping("/probe/v1/count")
        Map<String, Integer> count() {
            return Map.of("count", counter.calls.incrementAndGet());
        }

        @PostMapping("/probe/page")
        Map<String, Boolean> page() {
            return Map.of("page", true);
        }
    }
}
