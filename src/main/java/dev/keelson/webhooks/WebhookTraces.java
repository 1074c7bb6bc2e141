package dev.keelson.webhooks;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * A span for each request of a vendor, part of the trace that its headers name. Without the observation that other requests
 * have: what is counted of webhooks has meters of its own.
 */
@Component
class WebhookTraces {
    /** The span of one request, current in its thread until it is closed. */
    record Trace(Span span, Tracer.SpanInScope scope) implements AutoCloseable {
        /** The trace's id, or null where nothing is traced. */
        @Nullable
        String id() {
            String id = span.context().traceId();
            return id.isEmpty() ? null : id;
        }

        @Override
        public void close() {
            scope.close();
            span.end();
        }
    }

    private final Tracer tracer;
    private final Propagator propagator;

    WebhookTraces(ObjectProvider<Tracer> tracer, ObjectProvider<Propagator> propagator) {
        this.tracer = tracer.getIfAvailable(() -> Tracer.NOOP);
        this.propagator = propagator.getIfAvailable(() -> Propagator.NOOP);
    }

    Trace begin(HttpServletRequest request) {
        Span span = propagator
                .extract(request, HttpServletRequest::getHeader)
                .kind(Span.Kind.SERVER)
                .name("http post /webhooks/{source}")
                .start();
        return new Trace(span, tracer.withSpan(span));
    }
}
