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
    static final class Trace implements AutoCloseable {
        private static final Trace NONE = new Trace(null, null);

        private final @Nullable Span span;
        private final Tracer.@Nullable SpanInScope scope;

        private Trace(@Nullable Span span, Tracer.@Nullable SpanInScope scope) {
            this.span = span;
            this.scope = scope;
        }

        /** The trace's id, or null where nothing is traced. */
        @Nullable
        String id() {
            return span == null ? null : span.context().traceId();
        }

        @Override
        public void close() {
            if (span != null && scope != null) {
                scope.close();
                span.end();
            }
        }
    }

    private final @Nullable Tracer tracer;
    private final @Nullable Propagator propagator;

    WebhookTraces(ObjectProvider<Tracer> tracer, ObjectProvider<Propagator> propagator) {
        this.tracer = tracer.getIfAvailable();
        this.propagator = propagator.getIfAvailable();
    }

    Trace begin(HttpServletRequest request) {
        if (tracer == null || propagator == null) {
            return Trace.NONE;
        }
        Span span = propagator
                .extract(request, HttpServletRequest::getHeader)
                .kind(Span.Kind.SERVER)
                .name("http post /webhooks/{source}")
                .start();
        return new Trace(span, tracer.withSpan(span));
    }
}
