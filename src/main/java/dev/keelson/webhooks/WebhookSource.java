package dev.keelson.webhooks;

import dev.keelson.webhooks.InboxWriter.Stored;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.springframework.http.HttpHeaders;

/**
 * One vendor as the receiving side sees it: how its requests are proven, and what is counted of those that are taken. The
 * meters are made once, because to look one up by its tags costs more than to count.
 */
final class WebhookSource {
    private final WebhookVerifier verifier;
    private final Counter accepted;
    private final Counter duplicate;
    private final Counter current;
    private final Counter previous;
    private final Timer acknowledged;

    WebhookSource(WebhookVerifier verifier, MeterRegistry metrics) {
        this.verifier = verifier;
        String provider = verifier.provider().id();
        accepted = received(Stored.ACCEPTED, provider, metrics);
        duplicate = received(Stored.DUPLICATE, provider, metrics);
        current = metrics.counter("webhook.signature", "provider", provider, "key", SigningKey.CURRENT.id());
        previous = metrics.counter("webhook.signature", "provider", provider, "key", SigningKey.PREVIOUS.id());
        acknowledged = metrics.timer("webhook.ack", "provider", provider);
    }

    WebhookProvider provider() {
        return verifier.provider();
    }

    /** What of the request's headers is the vendor's business. */
    HttpHeaders headers(HttpServletRequest request) {
        var headers = new HttpHeaders();
        for (String name : verifier.headerNames()) {
            request.getHeaders(name).asIterator().forEachRemaining(value -> headers.add(name, value));
        }
        return headers;
    }

    void verify(HttpHeaders headers, byte[] body, Instant now) throws SignatureRefusedException {
        switch (verifier.verify(headers, body, now)) {
            case CURRENT -> current.increment();
            case PREVIOUS -> previous.increment();
        }
    }

    /** @param took from the first look at the request until its event was durable */
    void taken(Stored stored, Duration took) {
        switch (stored) {
            case ACCEPTED -> accepted.increment();
            case DUPLICATE -> duplicate.increment();
        }
        acknowledged.record(took);
    }

    private static Counter received(Stored stored, String provider, MeterRegistry metrics) {
        String outcome = stored.name().toLowerCase(Locale.ROOT);
        return metrics.counter("webhook.received", "provider", provider, "outcome", outcome, "cause", "none");
    }
}
