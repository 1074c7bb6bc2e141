package dev.keelson.clients;

import dev.keelson.clients.VendorErrors.VendorError;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * The innermost stage: reads the whole answer, and turns everything that is none into an {@link ApiException}, so that all
 * other stages see either an answer or that.
 */
final class OutcomeStage implements ClientHttpRequestInterceptor {
    /** Of a body; more is no answer that any operation of ours has. */
    private static final int LARGEST = 16 * 1024 * 1024;

    private static final int LONGEST_MESSAGE = 500;

    private final VendorErrors errors;
    private final JsonMapper json;

    OutcomeStage(VendorErrors errors, JsonMapper json) {
        this.errors = errors;
        this.json = json;
    }

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution) {
        var context = CallContext.current();
        if (context.remaining().isNegative()) {
            throw new ApiException.NotSent(context.failure("no time left"), null);
        }
        try {
            ClientHttpResponse answer = answer(request, body, execution);
            context.openWrite().set(null);
            return answer;
        } catch (ApiException.OutcomeUnknown | ApiException.Unavailable e) {
            if (!isRead(request)) {
                context.openWrite().set(e);
            }
            throw e;
        }
    }

    private ClientHttpResponse answer(HttpRequest request, byte[] body, ClientHttpRequestExecution execution) {
        var context = CallContext.current();
        try (ClientHttpResponse response = execution.execute(request, body)) {
            int status = response.getStatusCode().value();
            byte[] bytes = response.getBody().readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new ApiException.UnexpectedBody(
                        failure(context, status, null, response.getHeaders(), "longer than " + LARGEST + " bytes"),
                        null);
            }
            if (isSuccess(status, bytes)) {
                return new StoredResponse(status, response.getHeaders(), bytes);
            }
            throw failed(context, status, bytes, response.getHeaders(), mayRepeat(request));
        } catch (IOException e) {
            throw noAnswer(context, e, mayRepeat(request));
        }
    }

    private boolean isSuccess(int status, byte[] bytes) {
        return status == CacheStage.NOT_MODIFIED
                || (status >= 200 && status < 300 && !(errors.failsWithSuccess() && errors.isFailure(parse(bytes))));
    }

    /** Reads, and writes with a key by which the vendor knows them again. */
    static boolean mayRepeat(HttpRequest request) {
        return isRead(request) || request.getHeaders().containsHeader("Idempotency-Key");
    }

    private static boolean isRead(HttpRequest request) {
        return request.getMethod().equals(HttpMethod.GET)
                || CallContext.current().call().reading();
    }

    private ApiFailure failure(
            CallContext context, int status, @Nullable String code, HttpHeaders headers, String message) {
        return new ApiFailure(
                context.call().vendor(),
                context.call().operation(),
                status,
                code,
                errors.requestId(headers),
                message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "…");
    }

    private ApiException failed(CallContext context, int status, byte[] bytes, HttpHeaders headers, boolean mayRepeat) {
        JsonNode body = parse(bytes);
        // Gateways answer with HTML: the status has to do.
        VendorError error = body.isMissingNode() ? new VendorError(null, "HTTP " + status) : errors.describe(body);
        ApiFailure failure = failure(context, status, error.code(), headers, error.message());
        String text = new String(bytes, StandardCharsets.UTF_8);
        ApiException special = errors.special(failure, body, text);
        if (special != null) {
            return special;
        }
        return switch (status) {
            case 401 -> new ApiException.Unauthorized(failure);
            case 403 -> new ApiException.Forbidden(failure, text);
            // What a gateway knows nothing of says nothing of what the vendor knows.
            case 404 ->
                body.isMissingNode()
                        ? new ApiException.Unavailable(failure, text, mayRepeat, null)
                        : new ApiException.NotFound(failure);
            case 409 -> new ApiException.Conflict(failure);
            case 429 ->
                new ApiException.RateLimited(failure, retryAfter(headers), errors.limitsAll(headers, error.code()));
            default ->
                status >= 500
                        ? new ApiException.Unavailable(failure, text, mayRepeat, Headers.retryAfter(headers))
                        : new ApiException.Refused(failure, text);
        };
    }

    private Duration retryAfter(HttpHeaders headers) {
        Duration told = Headers.retryAfter(headers);
        return told == null ? errors.pauseWhenLimited() : told;
    }

    private JsonNode parse(byte[] bytes) {
        try {
            return json.readTree(bytes);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    private static ApiException noAnswer(CallContext context, IOException e, boolean mayRepeat) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        var failure = context.failure(cause.getClass().getSimpleName());
        return neverConnected(e)
                ? new ApiException.NotSent(failure, e)
                : new ApiException.OutcomeUnknown(failure, mayRepeat, e);
    }

    private static boolean neverConnected(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof HttpConnectTimeoutException
                    || cause instanceof UnknownHostException
                    || cause instanceof SSLHandshakeException) {
                return true;
            }
        }
        return false;
    }
}
