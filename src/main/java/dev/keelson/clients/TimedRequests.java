package dev.keelson.clients;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;

/** Requests of the JDK's client that wait no longer than their caller does. */
final class TimedRequests implements ClientHttpRequestFactory {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final HttpClient http;
    private final Executor writers;
    private final Duration readTimeout;

    /** @param writers send the bodies of requests */
    TimedRequests(HttpClient http, Executor writers, Duration readTimeout) {
        this.http = http;
        this.writers = writers;
        this.readTimeout = readTimeout;
    }

    @Override
    public ClientHttpRequest createRequest(URI uri, HttpMethod method) throws IOException {
        var context = CallContext.current();
        var requests = new JdkClientHttpRequestFactory(http, writers);
        Duration patience =
                context.call().patience() == null ? readTimeout : context.call().patience();
        Duration left = context.remaining();
        Duration time = left.compareTo(patience) < 0 ? left : patience;
        requests.setReadTimeout(time.compareTo(SHORTEST) < 0 ? SHORTEST : time);
        var request = requests.createRequest(uri, method);
        var body = context.call().body();
        // What the stages pass on is an empty body then, which leaves this one in its place.
        if (body != null && request instanceof StreamingHttpOutputMessage streaming) {
            streaming.setBody(body.forSpring());
        }
        return request;
    }
}
