package dev.keelson.clients;

import java.util.concurrent.Callable;
import org.springframework.http.client.ClientHttpResponse;

/** Resilience4j's decorators say that they throw {@code Exception}; what is within them throws {@link ApiException} only. */
final class Stages {
    interface Decorator {
        ClientHttpResponse apply(Callable<ClientHttpResponse> call) throws Exception;
    }

    private Stages() {}

    static ClientHttpResponse call(Decorator decorator, Callable<ClientHttpResponse> call) {
        return call(() -> decorator.apply(call));
    }

    static ClientHttpResponse call(Callable<ClientHttpResponse> call) {
        try {
            return call.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a stage has to throw ApiException", e);
        }
    }
}
