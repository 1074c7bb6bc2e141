package dev.keelson.clients;

import io.micrometer.common.KeyValue;
import org.jspecify.annotations.Nullable;
import org.springframework.http.client.observation.ClientRequestObservationContext;
import org.springframework.http.client.observation.DefaultClientRequestObservationConvention;

/** {@code http.client.requests} by vendor and operation; what failed has the status that the vendor gave. */
final class CallObservation extends DefaultClientRequestObservationConvention {
    @Override
    protected KeyValue clientName(ClientRequestObservationContext context) {
        return KeyValue.of("client.name", CallContext.current().call().vendor().id());
    }

    @Override
    protected KeyValue uri(ClientRequestObservationContext context) {
        String operation = CallContext.current().call().operation();
        return KeyValue.of("uri", operation.substring(operation.indexOf(' ') + 1));
    }

    @Override
    protected KeyValue status(ClientRequestObservationContext context) {
        int status = failedWith(context.getError());
        return status == 0 ? super.status(context) : KeyValue.of("status", Integer.toString(status));
    }

    private static int failedWith(@Nullable Throwable error) {
        return error instanceof ApiException e ? e.failure().status() : 0;
    }
}
