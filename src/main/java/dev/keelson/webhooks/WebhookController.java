package dev.keelson.webhooks;

import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemException;
import dev.keelson.webhooks.InboxWriter.Arrival;
import dev.keelson.webhooks.InboxWriter.InboxUnavailableException;
import dev.keelson.webhooks.InboxWriter.Stored;
import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.MDC;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where the vendors send their events. Answers 200 for what is durable, and for nothing else. */
@Hidden
@RestController
class WebhookController {
    /** @param status {@code accepted}, or {@code duplicate} where it had arrived before */
    record Answer(String status) {}

    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);
    private static final long LONGEST_WAIT_SECONDS = 8;

    private final Map<String, WebhookSource> sources;
    private final WebhookBody bodies;
    private final InboxWriter inbox;
    private final WebhookRejections rejections;
    private final RefusalBudget refusals;
    private final InstantSource clock;

    WebhookController(
            List<WebhookVerifier> verifiers,
            WebhookBody bodies,
            InboxWriter inbox,
            WebhookRejections rejections,
            RefusalBudget refusals,
            InstantSource clock,
            MeterRegistry metrics) {
        this.sources = verifiers.stream()
                .collect(Collectors.toUnmodifiableMap(
                        verifier -> verifier.provider().id(), verifier -> new WebhookSource(verifier, metrics)));
        this.bodies = bodies;
        this.inbox = inbox;
        this.rejections = rejections;
        this.refusals = refusals;
        this.clock = clock;
    }

    @PostMapping("/webhooks/{source}")
    ResponseEntity<Answer> receive(@PathVariable String source, HttpServletRequest request) {
        Instant now = clock.instant();
        try {
            long start = System.nanoTime();
            WebhookSource vendor = vendor(source);
            byte[] body = bodies.read(request);
            HttpHeaders headers = verified(vendor, request, body, now);
            Stored stored = store(arrival(vendor.provider(), headers, body, now));
            vendor.taken(stored, Duration.ofNanos(System.nanoTime() - start));
            // Whatever a vendor accepts: what is durable is not refused for it.
            return ResponseEntity.ok()
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(new Answer(stored.name().toLowerCase(Locale.ROOT)));
        } catch (WebhookRejectedException e) {
            rejections.add(now, source, e.reason(), request.getRemoteAddr(), request.getContentLengthLong());
            throw e.problem();
        }
    }

    private WebhookSource vendor(String source) throws WebhookRejectedException {
        WebhookSource vendor = sources.get(source);
        if (vendor == null) {
            throw new WebhookRejectedException(
                    RejectionCause.UNKNOWN_SOURCE,
                    WebhookProblem.WEBHOOK_SOURCE_UNKNOWN.because("There is no webhook source of that name."));
        }
        return vendor;
    }

    private HttpHeaders verified(WebhookSource vendor, HttpServletRequest request, byte[] body, Instant now)
            throws WebhookRejectedException {
        try {
            HttpHeaders headers = vendor.headers(request);
            vendor.verify(headers, body, now);
            return headers;
        } catch (SignatureRefusedException e) {
            String detail = e.reason().sentence();
            var problem = refusals.spend(request.getRemoteAddr(), now)
                    .map(pause -> new ProblemException(Problem.of(WebhookProblem.WEBHOOK_TOO_MANY_REFUSED, detail)
                            .retryAfter(pause)))
                    .orElseGet(() -> WebhookProblem.WEBHOOK_SIGNATURE_REFUSED.because(detail));
            throw new WebhookRejectedException(e.reason().cause(), problem);
        }
    }

    private static Arrival arrival(WebhookProvider provider, HttpHeaders headers, byte[] body, Instant now)
            throws WebhookRejectedException {
        Envelope envelope = Envelope.read(provider, headers, body, now)
                .orElseThrow(() -> new WebhookRejectedException(
                        RejectionCause.UNREADABLE,
                        WebhookProblem.WEBHOOK_UNREADABLE.because(
                                "The body is no JSON object with the vendor's id and type.")));
        return new Arrival(provider, envelope, now, body, MDC.get("traceId"));
    }

    private Stored store(Arrival arrival) throws WebhookRejectedException {
        try {
            return inbox.append(arrival).get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw unavailable(
                    e.getCause() instanceof InboxUnavailableException why
                            ? "The inbox cannot store it now: " + why.getMessage() + "."
                            : "The inbox could not store it.",
                    e);
        } catch (TimeoutException e) {
            throw unavailable("The inbox did not answer in time.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("The inbox is stopping.", e);
        }
    }

    private static WebhookRejectedException unavailable(String detail, Exception cause) {
        var problem =
                Problem.of(WebhookProblem.WEBHOOK_INBOX_UNAVAILABLE, detail).retryAfter(TRY_AGAIN);
        return new WebhookRejectedException(RejectionCause.UNAVAILABLE, new ProblemException(problem, cause));
    }
}
