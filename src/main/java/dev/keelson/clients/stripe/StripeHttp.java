package dev.keelson.clients.stripe;

import com.stripe.net.HttpClient;
import com.stripe.net.HttpHeaders;
import com.stripe.net.StripeRequest;
import com.stripe.net.StripeResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient;

/**
 * How stripe-java's requests are sent: through the same pipeline as all other vendors'. stripe-java's own transport sends a POST
 * a second time by itself when a connection breaks, which nobody would see, and cannot tell a connection that was never made
 * from one that was lost.
 */
final class StripeHttp extends HttpClient {
    private final RestClient http;

    StripeHttp(RestClient http) {
        this.http = http;
    }

    /** @throws dev.keelson.clients.ApiException for everything but a success: stripe-java translates nothing */
    @Override
    public StripeResponse request(StripeRequest request) {
        var spec = http.method(HttpMethod.valueOf(request.method().name()))
                .uri(URI.create(request.url().toString()))
                .headers(headers -> {
                    request.headers().map().forEach((name, values) -> headers.put(name, new ArrayList<>(values)));
                    headers.set("User-Agent", buildUserAgentString(request));
                });
        var content = request.content();
        if (content != null) {
            spec.contentType(MediaType.parseMediaType(content.contentType())).body(content.byteArrayContent());
        }
        return spec.exchangeForRequiredValue((_, response) -> translate(response));
    }

    private static StripeResponse translate(ClientHttpResponse response) throws IOException {
        Map<String, List<String>> headers = new HashMap<>();
        response.getHeaders().forEach((name, values) -> headers.put(name, List.copyOf(values)));
        return new StripeResponse(
                response.getStatusCode().value(),
                HttpHeaders.of(headers),
                new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8));
    }
}
