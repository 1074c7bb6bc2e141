package dev.keelson.clients.stripe;

import com.stripe.exception.ApiConnectionException;
import com.stripe.net.HttpClient;
import com.stripe.net.HttpHeaders;
import com.stripe.net.StripeRequest;
import com.stripe.net.StripeResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * How stripe-java's requests are sent: by the JDK's HTTP client, as all other vendors' are. stripe-java's own transport sends
 * a POST a second time by itself when a connection breaks, which nobody would see, and cannot tell a connection that was never
 * made from one that was lost.
 */
final class StripeHttp extends HttpClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final java.net.http.HttpClient http = java.net.http.HttpClient.newBuilder()
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(java.net.http.HttpClient.Redirect.NEVER)
            .build();
    private final Duration readTimeout;

    StripeHttp(Duration readTimeout) {
        this.readTimeout = readTimeout;
    }

    @Override
    public StripeResponse request(StripeRequest request) throws ApiConnectionException {
        try {
            var response = http.send(translate(request), HttpResponse.BodyHandlers.ofString());
            return new StripeResponse(
                    response.statusCode(), HttpHeaders.of(response.headers().map()), response.body());
        } catch (IOException e) {
            throw new ApiConnectionException("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiConnectionException("interrupted", new InterruptedIOException());
        }
    }

    private HttpRequest translate(StripeRequest request) {
        var builder = HttpRequest.newBuilder(URI.create(request.url().toString()))
                .timeout(readTimeout)
                .setHeader("User-Agent", buildUserAgentString(request));
        request.headers().map().forEach((name, values) -> values.forEach(value -> builder.setHeader(name, value)));
        var content = request.content();
        if (content == null) {
            return builder.method(request.method().name(), HttpRequest.BodyPublishers.noBody())
                    .build();
        }
        return builder.setHeader("Content-Type", content.contentType())
                .method(request.method().name(), HttpRequest.BodyPublishers.ofByteArray(content.byteArrayContent()))
                .build();
    }
}
