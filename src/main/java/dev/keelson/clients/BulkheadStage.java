package dev.keelson.clients;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import java.time.Duration;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/** A vendor that answers slowly holds so many of our calls and no more, and tasks hold no more than their part of them. */
final class BulkheadStage implements ClientHttpRequestInterceptor {
    private final Bulkhead all;
    private final Bulkhead background;

    BulkheadStage(
            Vendor vendor, VendorSettings.Bulkhead settings, Duration backgroundDeadline, BulkheadRegistry registry) {
        this.all = bulkhead(registry, vendor.id(), settings.calls(), settings.patience());
        this.background = bulkhead(
                registry,
                vendor.id() + "-background",
                Math.min(settings.background(), settings.calls()),
                backgroundDeadline);
    }

    private static Bulkhead bulkhead(BulkheadRegistry registry, String name, int calls, Duration patience) {
        return registry.bulkhead(
                name,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(calls)
                        .maxWaitDuration(patience)
                        .build());
    }

    int inFlight() {
        var metrics = all.getMetrics();
        return metrics.getMaxAllowedConcurrentCalls() - metrics.getAvailableConcurrentCalls();
    }

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution) {
        try {
            return CallContext.current().urgency() == Urgency.USER
                    ? Stages.call(all::executeCallable, () -> execution.execute(request, body))
                    : Stages.call(
                            background::executeCallable,
                            () -> all.executeCallable(() -> execution.execute(request, body)));
        } catch (BulkheadFullException e) {
            throw new ApiException.NotSent(
                    CallContext.current().failure("too many calls wait for their answers"), null);
        }
    }
}
