package dev.keelson.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.ProblemWriter;
import dev.keelson.webhooks.InboxWriter.Arrival;
import dev.keelson.webhooks.InboxWriter.InboxUnavailableException;
import dev.keelson.webhooks.InboxWriter.Stored;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Where the vendors send their events. Answers 200 for what is durable, and for nothing else.
 *
 * <p>A filter before all others instead of a controller: what those do for a browser's request (tokens, CORS, content
 * negotiation, views) is nothing that a vendor's needs, and cost three times as much as storing it (ADR 12).
 */
@Component(WebhookEntrance.NAME)
class WebhookEntrance implements Filter {
    static final String NAME = "webhookEntrance";
    static final String PATH = "/webhooks/";

    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);
    private static final long LONGEST_WAIT_SECONDS = 8;
    private static final byte[] ACCEPTED = "{\"status\":\"accepted\"}".getBytes(UTF_8);
    private static final byte[] DUPLICATE = "{\"status\":\"duplicate\"}".getBytes(UTF_8);

    private final Map<String, WebhookSource> sources;
    private final WebhookBody bodies;
    private final InboxWriter inbox;
    private final WebhookRejections rejections;
    private final RefusalBudget refusals;
    private final WebhookTraces traces;
    private final ProblemWriter problems;
    private final InstantSource clock;

    WebhookEntrance(
            List<WebhookVerifier> verifiers,
            WebhookBody bodies,
            InboxWriter inbox,
            WebhookRejections rejections,
            RefusalBudget refusals,
            WebhookTraces traces,
            ProblemWriter problems,
            InstantSource clock,
            MeterRegistry metrics) {
        this.sources = verifiers.stream()
                .collect(Collectors.toUnmodifiableMap(
                        verifier -> verifier.provider().id(), verifier -> new WebhookSource(verifier, metrics)));
        this.bodies = bodies;
        this.inbox = inbox;
        this.rejections = rejections;
        this.refusals = refusals;
        this.traces = traces;
        this.problems = problems;
        this.clock = clock;
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException {
        var request = (HttpServletRequest) servletRequest;
        var response = (HttpServletResponse) servletResponse;
        try (var trace = traces.begin(request)) {
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            if (HttpMethod.POST.matches(request.getMethod())) {
                answer(request, response, trace.id());
            } else {
                response.setHeader(HttpHeaders.ALLOW, HttpMethod.POST.name());
                problems.write(
                        Problem.of(CommonProblem.METHOD_NOT_ALLOWED, "Webhooks are sent by POST."), request, response);
            }
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, @Nullable String traceId)
            throws IOException {
        Instant now = clock.instant();
        String path = request.getServletPath();
        String source = path.startsWith(PATH) ? path.substring(PATH.length()) : "";
        try {
            byte[] answer = switch (receive(source, request, now, traceId)) {
                case ACCEPTED -> ACCEPTED;
                case DUPLICATE -> DUPLICATE;
            };
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.setContentLength(answer.length);
            response.getOutputStream().write(answer);
        } catch (WebhookRejectedException e) {
            rejections.add(now, source, e.reason(), request.getRemoteAddr(), request.getContentLengthLong());
            problems.write(e.problem().problem(), request, response);
        }
    }

    private Stored receive(String source, HttpServletRequest request, Instant now, @Nullable String traceId)
            throws WebhookRejectedException {
        long start = System.nanoTime();
        WebhookSource vendor = vendor(source);
        byte[] body = bodies.read(request);
        HttpHeaders headers = vendor.headers(request);
        verify(vendor, request, headers, body, now);
        Stored stored = store(arrival(vendor.provider(), headers, body, now, traceId));
        vendor.taken(stored, Duration.ofNanos(System.nanoTime() - start));
        return stored;
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

    private void verify(WebhookSource vendor, HttpServletRequest request, HttpHeaders headers, byte[] body, Instant now)
            throws WebhookRejectedException {
        try {
            vendor.verify(headers, body, now);
        } catch (SignatureRefusedException e) {
            String detail = e.reason().sentence();
            var problem = refusals.spend(request.getRemoteAddr(), now)
                    .map(pause -> new ProblemException(Problem.of(WebhookProblem.WEBHOOK_TOO_MANY_REFUSED, detail)
                            .retryAfter(pause)))
                    .orElseGet(() -> WebhookProblem.WEBHOOK_SIGNATURE_REFUSED.because(detail));
            throw new WebhookRejectedException(e.reason().cause(), problem);
        }
    }

    private static Arrival arrival(
            WebhookProvider provider, HttpHeaders headers, byte[] body, Instant now, @Nullable String traceId)
            throws WebhookRejectedException {
        Envelope envelope = Envelope.read(provider, headers, body, now)
                .orElseThrow(() -> new WebhookRejectedException(
                        RejectionCause.UNREADABLE,
                        WebhookProblem.WEBHOOK_UNREADABLE.because(
                                "The body is no JSON object with the vendor's id and type.")));
        return new Arrival(provider, envelope, now, body, traceId);
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
