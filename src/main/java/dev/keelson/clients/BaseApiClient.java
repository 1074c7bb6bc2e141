package dev.keelson.clients;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClient.RequestHeadersSpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends a vendor's operations and turns every way in which one can fail into an {@link ApiException}. A subclass holds the
 * operations of one vendor, knows its error body, and decides nothing else.
 */
public abstract class BaseApiClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(10);
    private static final int LONGEST_MESSAGE = 500;

    private final Vendor vendor;
    private final JsonMapper json;
    private final RestClient http;

    /**
     * @param baseUrl where the vendor's API is: its own address in production, a stand-in's elsewhere
     * @param readTimeout how long an answer may take
     * @param customizer adds what every request of this vendor carries, such as its credential
     */
    protected BaseApiClient(
            Vendor vendor,
            String baseUrl,
            Duration readTimeout,
            JsonMapper json,
            RestClient.Builder builder,
            Function<RestClient.Builder, RestClient.Builder> customizer) {
        this.vendor = vendor;
        this.json = json;
        this.http = customizer
                .apply(builder.clone().baseUrl(baseUrl).requestFactory(requestFactory(readTimeout)))
                .build();
    }

    private static JdkClientHttpRequestFactory requestFactory(Duration readTimeout) {
        var requestFactory = new JdkClientHttpRequestFactory(HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build());
        requestFactory.setReadTimeout(readTimeout);
        return requestFactory;
    }

    protected RestClient http() {
        return http;
    }

    /** The same client with another read time-out, for operations that are slow by nature. */
    protected RestClient httpWaiting(Duration readTimeout) {
        return http.mutate().requestFactory(requestFactory(readTimeout)).build();
    }

    /**
     * Sends a request and reads its answer as JSON.
     *
     * @param operation method and path template, such as {@code GET /users/{id}}
     * @throws ApiException for everything but a 2xx answer with a JSON body
     */
    protected JsonNode exchange(String operation, RequestHeadersSpec<?> request) {
        try {
            return request.exchangeForRequiredValue((_, response) -> read(operation, response));
        } catch (ResourceAccessException e) {
            throw noAnswer(operation, e);
        }
    }

    /** The facts that are special to this vendor's error body. */
    protected abstract VendorError describe(JsonNode body);

    /**
     * @param code the vendor's code
     * @param message what it said, without personal data
     */
    public record VendorError(@Nullable String code, String message) {}

    /** The vendor's id of the request, from its answer's headers. */
    protected abstract @Nullable String requestId(HttpHeaders headers);

    private JsonNode read(String operation, ClientHttpResponse response) throws IOException {
        int status = response.getStatusCode().value();
        byte[] bytes = response.getBody().readAllBytes();
        if (status >= 200 && status < 300) {
            return parse(operation, status, bytes, response.getHeaders());
        }
        throw failed(operation, status, bytes, response.getHeaders());
    }

    private JsonNode parse(String operation, int status, byte[] bytes, HttpHeaders headers) {
        if (bytes.length == 0) {
            return json.createObjectNode();
        }
        try {
            return json.readTree(bytes);
        } catch (JacksonException e) {
            // The cause quotes the body, which may hold a secret: its position is all that is kept.
            var failure = new ApiFailure(
                    vendor, operation, status, null, requestId(headers), "not JSON, " + bytes.length + " bytes");
            throw new ApiException.UnexpectedBody(failure, null);
        }
    }

    private ApiException failed(String operation, int status, byte[] bytes, HttpHeaders headers) {
        VendorError error = describe(bytes, status);
        String message = error.message().length() <= LONGEST_MESSAGE
                ? error.message()
                : error.message().substring(0, LONGEST_MESSAGE) + "…";
        var failure = new ApiFailure(vendor, operation, status, error.code(), requestId(headers), message);
        String body = new String(bytes, StandardCharsets.UTF_8);
        return switch (status) {
            case 401 -> new ApiException.Unauthorized(failure);
            case 404 -> new ApiException.NotFound(failure);
            case 409 -> new ApiException.Conflict(failure);
            case 429 -> new ApiException.RateLimited(failure, retryAfter(headers));
            default ->
                status >= 500 ? new ApiException.Unavailable(failure, body) : new ApiException.Refused(failure, body);
        };
    }

    private VendorError describe(byte[] bytes, int status) {
        try {
            return describe(json.readTree(bytes));
        } catch (JacksonException e) {
            // Gateways answer with HTML: the status has to do.
            return new VendorError(null, "HTTP " + status);
        }
    }

    private static Duration retryAfter(HttpHeaders headers) {
        String value = headers.getFirst(HttpHeaders.RETRY_AFTER);
        if (value == null
                || !value.chars().allMatch(c -> c >= '0' && c <= '9')
                || value.isEmpty()
                || value.length() > 6) {
            return DEFAULT_RETRY_AFTER;
        }
        return Duration.ofSeconds(Long.parseLong(value));
    }

    private ApiException noAnswer(String operation, ResourceAccessException e) {
        var cause = e.getMostSpecificCause();
        var failure = ApiFailure.noAnswer(vendor, operation, cause.getClass().getSimpleName());
        boolean neverConnected = contains(e, ConnectException.class) || contains(e, HttpConnectTimeoutException.class);
        return neverConnected ? new ApiException.NotSent(failure, e) : new ApiException.OutcomeUnknown(failure, e);
    }

    private static boolean contains(Throwable e, Class<? extends Throwable> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
