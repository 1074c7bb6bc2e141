package dev.keelson.shared;

import io.micrometer.common.KeyValue;
import org.springframework.http.server.observation.DefaultServerRequestObservationConvention;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.stereotype.Component;

/** Names a request in traces by its address, without what is secret in it. Metrics have the template alone. */
@Component
class RequestObservation extends DefaultServerRequestObservationConvention {
    @Override
    protected KeyValue httpUrl(ServerRequestObservationContext context) {
        var url = super.httpUrl(context);
        return KeyValue.of(url.getKey(), SecretPaths.without(url.getValue()));
    }
}
