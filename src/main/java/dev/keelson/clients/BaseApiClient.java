package dev.keelson.clients;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClient.RequestHeadersSpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends a vendor's operations through its {@link Pipeline}. A subclass holds the operations of one vendor and decides nothing
 * else. None may be called inside a database transaction.
 */
public abstract class BaseApiClient {
    private final Pipeline pipeline;

    protected BaseApiClient(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    protected RestClient http() {
        return pipeline.http();
    }

    /** For an address that the vendor has given, which may be somebody else's and must not get our key. */
    protected RestClient httpWithoutCredential() {
        return pipeline.http().mutate().defaultHeaders(HttpHeaders::clear).build();
    }

    protected JsonMapper json() {
        return pipeline.json();
    }

    /** @param operation method and path template, such as {@code GET /users/{id}} */
    protected ApiCall call(String operation) {
        return ApiCall.to(pipeline.vendor(), operation);
    }

    /**
     * Sends a request and reads its answer as JSON.
     *
     * @throws ApiException for everything but a 2xx answer with a JSON body
     */
    protected JsonNode exchange(String operation, RequestHeadersSpec<?> request) {
        return exchange(call(operation), request);
    }

    /** The same, for an operation with something special. */
    protected JsonNode exchange(ApiCall call, RequestHeadersSpec<?> request) {
        return ask(call, request).value();
    }

    /** The same, saying also how old the answer is. */
    protected Answer<JsonNode> ask(ApiCall call, RequestHeadersSpec<?> request) {
        return pipeline.run(call, () -> request.exchangeForRequiredValue((_, response) -> read(call, response)));
    }

    /**
     * How long a call would have to wait for its turn, as far as this node knows; zero for not at all. Sends nothing: a queue
     * asks before it takes something to send.
     *
     * @param account the one whose limit at the vendor it counts against, see {@link ApiCall#account}
     */
    public Duration untilTurn(String account) {
        return pipeline.limit().untilTurn(account, Urgency.current());
    }

    /** Does by other means than {@link #exchange} what sends a request of {@link #http}. */
    protected <T> T within(ApiCall call, ScopedValue.CallableOp<T, RuntimeException> work) {
        return pipeline.run(call, work);
    }

    private Answer<JsonNode> read(ApiCall call, ClientHttpResponse response) throws IOException {
        return answer(
                call,
                response.getStatusCode().value(),
                response.getHeaders()::getFirst,
                response.getBody().readAllBytes());
    }

    /**
     * Reads an answer that came through the pipeline.
     *
     * @param headers gives the value of one by its name, null where there is none
     * @throws ApiException.UnexpectedBody where it is no JSON
     */
    protected Answer<JsonNode> answer(
            ApiCall call, int status, Function<String, @Nullable String> headers, byte[] body) {
        String asOf = headers.apply(Headers.AS_OF);
        return new Answer<>(
                parse(call, status, body),
                asOf == null ? Instant.now() : Instant.parse(asOf),
                headers.apply(Headers.STALE) != null);
    }

    private JsonNode parse(ApiCall call, int status, byte[] bytes) {
        if (bytes.length == 0) {
            return json().createObjectNode();
        }
        try {
            return json().readTree(bytes);
        } catch (JacksonException e) {
            // The cause quotes the body, which may hold a secret: its length is all that is kept.
            throw unexpected(call.operation(), status, "not JSON, " + bytes.length + " bytes");
        }
    }

    /** @param message what is not as the vendor documents it */
    protected ApiException unexpected(String operation, int status, String message) {
        return new ApiException.UnexpectedBody(
                new ApiFailure(pipeline.vendor(), operation, status, null, null, message), null);
    }
}
