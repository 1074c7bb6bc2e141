package dev.keelson.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import brave.Tracing;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.brave.bridge.BraveBaggageManager;
import io.micrometer.tracing.brave.bridge.BraveCurrentTraceContext;
import io.micrometer.tracing.brave.bridge.BravePropagator;
import io.micrometer.tracing.brave.bridge.BraveTracer;
import io.micrometer.tracing.brave.bridge.W3CPropagation;
import io.micrometer.tracing.propagation.Propagator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.mock.web.MockHttpServletRequest;

class WebhookTracesTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final Tracing tracing = Tracing.newBuilder()
            .traceId128Bit(true)
            .propagationFactory(new W3CPropagation(new BraveBaggageManager(), List.of()))
            .build();
    private final Tracer tracer =
            new BraveTracer(tracing.tracer(), new BraveCurrentTraceContext(tracing.currentTraceContext()));

    @AfterEach
    void close() {
        tracing.close();
    }

    private WebhookTraces traces() {
        var beans = new StaticListableBeanFactory();
        beans.addBean("tracer", tracer);
        beans.addBean("propagator", new BravePropagator(tracing));
        return new WebhookTraces(beans.getBeanProvider(Tracer.class), beans.getBeanProvider(Propagator.class));
    }

    @Test
    void requestBelongsToTheTraceThatItsHeadersName() {
        var request = new MockHttpServletRequest();
        request.addHeader("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");

        try (var trace = traces().begin(request)) {
            assertThat(trace.id()).isEqualTo(TRACE);
            assertThat(tracer.currentTraceContext().context())
                    .isNotNull()
                    .extracting(TraceContext::traceId)
                    .isEqualTo(TRACE);
        }
        assertThat(tracer.currentTraceContext().context()).isNull();
    }

    @Test
    void otherRequestsBeginTheirOwn() {
        try (var trace = traces().begin(new MockHttpServletRequest())) {
            assertThat(trace.id()).hasSize(32);
        }
    }

    @Test
    void withoutTracingThereIsNone() {
        var none = new StaticListableBeanFactory();
        var traces = new WebhookTraces(none.getBeanProvider(Tracer.class), none.getBeanProvider(Propagator.class));

        try (var trace = traces.begin(new MockHttpServletRequest())) {
            assertThat(trace.id()).isNull();
        }
    }
}
