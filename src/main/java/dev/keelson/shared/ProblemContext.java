package dev.keelson.shared;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.http.ProblemDetail;

/** What every problem says of the request that met it: where, and under which trace id the log knows it. */
final class ProblemContext {
    private ProblemContext() {}

    static void add(ProblemDetail problem, String path) {
        var instance = problem.getInstance();
        // Spring has set it from the request already, where a controller answers.
        problem.setInstance(uri(instance == null || instance.getPath() == null ? path : instance.getPath()));
        String traceId = MDC.get("traceId");
        if (traceId != null) {
            problem.setProperty("traceId", traceId);
        }
    }

    private static @Nullable URI uri(String path) {
        try {
            return new URI(null, null, SecretPaths.without(path), null);
        } catch (URISyntaxException e) {
            // A path that is no URI is not worth failing the answer for; the trace id still finds the request.
            return null;
        }
    }
}
