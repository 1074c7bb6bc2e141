package dev.keelson.clients;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for every operation of a vendor's client: what it makes of a good answer, and of everything that is none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class OperationContract {
    /** How long an answer may take in these tests. */
    private static final String READ_TIMEOUT = "150ms";

    private static final int LATE_MILLIS = 450;

    protected final WireMockServer vendor = new WireMockServer(
            WireMockConfiguration.wireMockConfig().dynamicPort().containerThreads(200));

    protected OperationContract() {
        vendor.start();
    }

    /** The first call loads classes for longer than an answer may take. */
    @BeforeAll
    void warmUp() {
        vendor.stubFor(any(anyUrl()).willReturn(okJson("{}")));
        for (int i = 0; i < 3; i++) {
            operations().forEach(operation -> {
                var _ = catchThrowable(operation.call()::run);
            });
        }
    }

    @BeforeEach
    void forget() {
        vendor.resetAll();
    }

    @AfterAll
    void stop() {
        vendor.stop();
    }

    /**
     * @param method the client's method
     * @param call calls it
     * @param good an answer as the vendor documents it, with a field that nobody knows
     * @param read whether it changes nothing, so that it may be repeated
     * @param keyed whether the vendor knows a repetition by its key
     * @param tells whether a refusal is an answer, and no exception
     */
    public record Operation(String method, Runnable call, String good, boolean read, boolean keyed, boolean tells) {
        public static Operation read(String method, Runnable call, String good) {
            return new Operation(method, call, good, true, false, false);
        }

        public static Operation write(String method, Runnable call, String good) {
            return new Operation(method, call, good, false, false, false);
        }

        public Operation withKey() {
            return new Operation(method, call, good, read, true, tells);
        }

        public Operation thatTells() {
            return new Operation(method, call, good, read, keyed, true);
        }

        @Override
        public String toString() {
            return method;
        }
    }

    /** Ways to fail, and what they are told apart as. */
    protected enum Failure {
        UNAUTHORIZED,
        FORBIDDEN,
        NOT_FOUND,
        CONFLICT,
        REFUSED,
        LIMITED,
        SERVER_ERROR,
        GATEWAY,
        MALFORMED,
        SLOW,
        TRICKLING,
        RESET,
        CUT;

        ResponseDefinitionBuilder answer() {
            return switch (this) {
                case UNAUTHORIZED -> status(401);
                case FORBIDDEN -> status(403);
                case NOT_FOUND -> status(404);
                case CONFLICT -> status(409);
                case REFUSED -> status(400);
                case LIMITED -> status(429).withHeader("Retry-After", "0");
                case SERVER_ERROR -> status(500);
                case GATEWAY -> aResponse().withStatus(502).withBody("<html>Bad Gateway</html>");
                case MALFORMED -> aResponse().withBody("{\"id\": \"x");
                case SLOW -> okJson("{}").withFixedDelay(LATE_MILLIS);
                case TRICKLING -> okJson("{\"a\":\"" + "x".repeat(300) + "\"}").withChunkedDribbleDelay(9, LATE_MILLIS);
                case RESET -> aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER);
                case CUT -> aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE);
            };
        }

        Class<? extends ApiException> expected() {
            return switch (this) {
                case UNAUTHORIZED -> ApiException.Unauthorized.class;
                case FORBIDDEN -> ApiException.Forbidden.class;
                case NOT_FOUND -> ApiException.NotFound.class;
                case CONFLICT -> ApiException.Conflict.class;
                case REFUSED -> ApiException.Refused.class;
                case LIMITED -> ApiException.RateLimited.class;
                case SERVER_ERROR, GATEWAY -> ApiException.Unavailable.class;
                case MALFORMED -> ApiException.UnexpectedBody.class;
                case SLOW, TRICKLING, RESET, CUT -> ApiException.OutcomeUnknown.class;
            };
        }

        /** Whether a caller who repeats it might do it twice. */
        boolean leavesDoubt() {
            return switch (this) {
                case SERVER_ERROR, GATEWAY, SLOW, TRICKLING, RESET, CUT -> true;
                default -> false;
            };
        }

        private static ResponseDefinitionBuilder status(int status) {
            return aResponse().withStatus(status).withBody("{}");
        }
    }

    /** Nothing is repeated and nothing is left unasked, so that each failure is seen as it is. */
    protected <T> T settings(Class<T> type, String name) {
        return TestClients.settings(
                type,
                name,
                "api-url",
                vendor.baseUrl(),
                "read-timeout",
                READ_TIMEOUT,
                "post-read-timeout",
                READ_TIMEOUT,
                "upload-read-timeout",
                READ_TIMEOUT,
                "retry.attempts",
                "1",
                "breaker.window",
                "1000",
                "breaker.minimum",
                "1000",
                "limit.calls",
                "1000000",
                "limit.test-calls",
                "1000000");
    }

    protected abstract Class<? extends BaseApiClient> client();

    protected abstract List<Operation> operations();

    Stream<Operation> each() {
        return operations().stream();
    }

    Stream<Arguments> eachWithEachFailure() {
        return operations().stream()
                .flatMap(operation -> Arrays.stream(Failure.values()).map(failure -> Arguments.of(operation, failure)));
    }

    @Test
    void everyOperationIsHere() {
        var declared = Arrays.stream(client().getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .map(method -> method.getName())
                .collect(Collectors.toSet());

        assertThat(operations().stream().map(Operation::method).collect(Collectors.toSet()))
                .isEqualTo(declared);
    }

    @ParameterizedTest
    @MethodSource("each")
    void goodAnswerIsRead(Operation operation) {
        vendor.stubFor(any(anyUrl()).willReturn(okJson(operation.good())));

        assertThatCode(operation.call()::run).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("eachWithEachFailure")
    void failureIsToldApart(Operation operation, Failure failure) {
        vendor.stubFor(any(anyUrl()).willReturn(failure.answer()));

        Throwable thrown = catchThrowable(operation.call()::run);

        if (operation.tells() && ApiException.Refused.class.isAssignableFrom(failure.expected())) {
            assertThat(thrown).isNull();
            return;
        }
        assertThat(thrown).isExactlyInstanceOf(failure.expected());
        var e = (ApiException) thrown;
        assertThat(e.failure().operation()).matches("(GET|POST|PUT|PATCH|DELETE) /\\S+");
        if (failure.leavesDoubt()) {
            assertThat(e.repeatSafe()).isEqualTo(operation.read() || operation.keyed());
        }
        // The JDK's client asks once more by itself where a connection ends without an answer: for GET only.
        assertThat(vendor.getAllServeEvents()).as("requests").hasSizeBetween(1, operation.read() ? 2 : 1);
    }
}
