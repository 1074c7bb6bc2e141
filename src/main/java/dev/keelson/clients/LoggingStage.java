package dev.keelson.clients;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * A line for each call: what was asked by its template, never by its address, and what came of it. Bodies are shown at trace
 * level only and masked, headers never.
 */
final class LoggingStage implements ClientHttpRequestInterceptor {
    private static final Logger log = LoggerFactory.getLogger("dev.keelson.clients.calls");

    private final VendorErrors errors;
    private final Mask mask;

    LoggingStage(VendorErrors errors, Mask mask) {
        this.errors = errors;
        this.mask = mask;
    }

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution) {
        long start = System.nanoTime();
        var call = CallContext.current().call();
        if (log.isTraceEnabled()) {
            log.trace("vendor={} operation=\"{}\" request={}", call.vendor(), call.operation(), mask.body(body));
        }
        try {
            var response = (StoredResponse) Stages.call(() -> execution.execute(request, body));
            if (log.isDebugEnabled()) {
                answered(call, response, start);
            }
            return response;
        } catch (ApiException e) {
            // Whoever called decides whether that is bad: a user who does not exist any more is an answer.
            log.info("kind={} {} ms={}", e.getClass().getSimpleName(), e.failure(), millis(start));
            throw e;
        }
    }

    private void answered(ApiCall call, StoredResponse response, long start) {
        HttpHeaders headers = response.getHeaders();
        log.debug(
                "vendor={} operation=\"{}\" status={} ms={} requestId={} asOf={}",
                call.vendor(),
                call.operation(),
                response.getStatusCode().value(),
                millis(start),
                errors.requestId(headers),
                headers.getFirst(Headers.AS_OF));
        if (log.isTraceEnabled()) {
            log.trace(
                    "vendor={} operation=\"{}\" answer={}",
                    call.vendor(),
                    call.operation(),
                    mask.body(response.bytes()));
        }
    }

    private static long millis(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
}
