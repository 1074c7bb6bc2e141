package dev.keelson.webhooks;

import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemException;
import dev.keelson.webhooks.InboxWriter.Arrival;
import dev.keelson.webhooks.InboxWriter.InboxUnavailableException;
import dev.keelson.webhooks.InboxWriter.Stored;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Where the vendors send their events. Answers 200 for what is durable, and for nothing else. */
@Hidden
@RestController
class WebhookController {
    /** @param status {@code accepted}, or {@code duplicate} where it had arrived before */
    record Answer(String status) {}

    private static final Logger log = LoggerFactory.getLogger(WebhookController.class);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);
    private static final long LONGEST_WAIT_SECONDS = 8;

    private final Map<WebhookProvider, WebhookVerifier> verifiers = new EnumMap<>(WebhookProvider.class);
    private final InboxWriter inbox;
    private final InstantSource clock;
    private final MeterRegistry metrics;
    private final int maxBodySize;

    WebhookController(
            List<WebhookVerifier> verifiers,
            InboxWriter inbox,
            InstantSource clock,
            MeterRegistry metrics,
            WebhookSettings settings) {
        verifiers.forEach(verifier -> this.verifiers.put(verifier.provider(), verifier));
        this.inbox = inbox;
        this.clock = clock;
        this.metrics = metrics;
        this.maxBodySize = Math.toIntExact(settings.maxBodySize().toBytes());
    }

    @PostMapping("/webhooks/{source}")
    Answer receive(@PathVariable String source, @RequestHeader HttpHeaders headers, HttpServletRequest request)
            throws IOException {
        Instant now = clock.instant();
        var timer = Timer.start(metrics);
        WebhookProvider provider = provider(source);
        byte[] body = body(provider, request);
        verify(provider, headers, body, now);
        Envelope envelope = Envelope.read(provider, headers, body, now).orElseThrow(() -> {
            rejected(provider, "unreadable");
            return WebhookProblem.WEBHOOK_UNREADABLE.because(
                    "The body is no JSON object with the vendor's id and type.");
        });
        Stored stored = store(new Arrival(provider, envelope, now, body, MDC.get("traceId")));
        String status = stored.name().toLowerCase(Locale.ROOT);
        metrics.counter("webhook.received", "provider", provider.id(), "outcome", status, "cause", "none")
                .increment();
        timer.stop(metrics.timer("webhook.ack", "provider", provider.id()));
        return new Answer(status);
    }

    private static WebhookProvider provider(String source) {
        for (WebhookProvider provider : WebhookProvider.values()) {
            if (provider.id().equals(source)) {
                return provider;
            }
        }
        throw WebhookProblem.WEBHOOK_SOURCE_UNKNOWN.because("There is no webhook source of that name.");
    }

    private byte[] body(WebhookProvider provider, HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(maxBodySize + 1);
        if (body.length > maxBodySize) {
            rejected(provider, "too_large");
            throw WebhookProblem.WEBHOOK_TOO_LARGE.because("The body has more than " + maxBodySize + " bytes.");
        }
        return body;
    }

    private void verify(WebhookProvider provider, HttpHeaders headers, byte[] body, Instant now) {
        try {
            verifier(provider).verify(headers, body, now);
        } catch (SignatureRefusedException e) {
            rejected(provider, e.reason().id());
            throw WebhookProblem.WEBHOOK_SIGNATURE_REFUSED.because(e.reason().sentence());
        }
    }

    private WebhookVerifier verifier(WebhookProvider provider) {
        WebhookVerifier verifier = verifiers.get(provider);
        if (verifier == null) {
            throw new IllegalStateException("no verifier for " + provider);
        }
        return verifier;
    }

    private Stored store(Arrival arrival) {
        try {
            return inbox.append(arrival)
                    .orTimeout(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            rejected(arrival.provider(), "unavailable");
            String detail = e.getCause() instanceof InboxUnavailableException unavailable
                    ? "The inbox cannot store it now: " + unavailable.getMessage() + "."
                    : "The inbox did not answer in time.";
            throw new ProblemException(
                    Problem.of(WebhookProblem.WEBHOOK_INBOX_UNAVAILABLE, detail).retryAfter(TRY_AGAIN), e);
        }
    }

    private void rejected(WebhookProvider provider, String cause) {
        log.warn("webhook=rejected provider={} cause={}", provider.id(), cause);
        metrics.counter("webhook.received", "provider", provider.id(), "outcome", "rejected", "cause", cause)
                .increment();
    }
}
