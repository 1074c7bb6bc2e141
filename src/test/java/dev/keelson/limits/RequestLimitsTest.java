package dev.keelson.limits;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.shared.Role;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestTokens;
import dev.keelson.testing.TestUsers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The limits as a client meets them, over sockets and through everything that stands before a controller. */
@KeelsonTest
class RequestLimitsTest {
    private static final int LIMIT = 1 << 20;
    private static final Pattern LENGTH = Pattern.compile("\r\nContent-Length: (\\d+)\r\n");
    private static final String JSON = "Content-Type: application/json\r\n";

    @LocalServerPort
    private int port;

    @Autowired
    private TestUsers users;

    @Autowired
    private TestTokens tokens;

    @Autowired
    private RateLimits limits;

    private String authorization() {
        return "Authorization: Bearer " + tokens.of(users.fresh(Role.FREE)) + "\r\n";
    }

    private static String head(String requestLine, String headers) {
        return requestLine + " HTTP/1.1\r\nHost: keelson\r\nConnection: close\r\n" + headers + "\r\n";
    }

    private static String lines(String... headers) {
        return String.join("\r\n", headers) + "\r\n";
    }

    /** Writes it all and reads one answer, or until the server closes; what cannot be written was refused before. */
    private String exchangeFrom(String from, String... parts) throws IOException {
        try (var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port, InetAddress.ofLiteral(from), 0)) {
            socket.setSoTimeout(20_000);
            var answer = new ByteArrayOutputStream();
            try {
                for (String part : parts) {
                    socket.getOutputStream().write(part.getBytes(ISO_8859_1));
                }
                int next = socket.getInputStream().read();
                while (next >= 0) {
                    answer.write(next);
                    // The server may wait for the rest of a body that nobody reads any more; we need not.
                    next = isWhole(answer.toString(ISO_8859_1))
                            ? -1
                            : socket.getInputStream().read();
                }
            } catch (SocketException e) {
                // Closed in the middle of what we send; the answer came before.
                assertThat(answer.size()).as("%s", e).isPositive();
            }
            return answer.toString(ISO_8859_1);
        }
    }

    private static boolean isWhole(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        var length = LENGTH.matcher(answer);
        return end >= 0 && length.find() && answer.length() >= end + 4 + Integer.parseInt(length.group(1));
    }

    private String exchange(String... parts) throws IOException {
        return exchangeFrom("127.0.0.1", parts);
    }

    private static String chunk(String content) {
        return Integer.toHexString(content.length()) + "\r\n" + content + "\r\n";
    }

    private void useUp(String address) {
        while (limits.take(RateLimitPolicy.ADDRESS, address).allowed()) {
            // as often as it goes
        }
    }

    @Test
    void answerToAUserTellsWhatIsLeft() throws IOException {
        String answer = exchangeFrom("127.0.0.70", head("GET /api/v1/me", authorization()));

        assertThat(answer).startsWith("HTTP/1.1 200");
        for (String policy : List.of("address", "user", "read")) {
            assertThat(answer)
                    .containsPattern("RateLimit-Policy: .*\"%s\";q=\\d+;w=\\d+".formatted(policy))
                    .containsPattern("RateLimit: .*\"%s\";r=\\d+;t=\\d+".formatted(policy));
        }
    }

    @Test
    void badTokensAreCountedForTheirAddress() throws IOException {
        String answer = exchangeFrom("127.0.0.71", head("GET /api/v1/me", "Authorization: Bearer nonsense\r\n"));

        assertThat(answer).startsWith("HTTP/1.1 401").contains("RateLimit: \"address\";r=99999;t=");
    }

    @Test
    void addressThatHasAskedTooMuchIsRefusedWhateverItsHeadersSayOfIt() throws IOException {
        useUp("127.0.0.72");

        String answer = exchangeFrom(
                "127.0.0.72",
                head(
                        "GET /api/v1/me",
                        lines(
                                "X-Forwarded-For: 198.51.100.7",
                                "Forwarded: for=198.51.100.7",
                                "Origin: https://app.example.com",
                                "Authorization: Bearer nonsense")));

        assertThat(answer)
                .startsWith("HTTP/1.1 429")
                .contains("\"code\":\"TOO_MANY_REQUESTS\"", "RateLimit: \"address\";r=0;t=", "Retry-After: ")
                // Without it a browser would show its user a broken connection.
                .contains("Access-Control-Allow-Origin: https://app.example.com");
    }

    @Test
    void webhooksAreNotCounted() throws IOException {
        useUp("127.0.0.73");

        String answer = exchangeFrom("127.0.0.73", head("POST /webhooks/stripe", "Content-Length: 2\r\n"), "{}");

        assertThat(answer).startsWith("HTTP/1.1 401").doesNotContain("RateLimit");
    }

    @Test
    void bodyThatIsAnnouncedTooLargeIsRefusedUnread() throws IOException {
        String answer =
                exchange(head("PATCH /api/v1/me", authorization() + JSON + "Content-Length: " + (LIMIT + 1) + "\r\n"));

        assertThat(answer).startsWith("HTTP/1.1 413").contains("\"code\":\"PAYLOAD_TOO_LARGE\"", "\"action\":");
    }

    @Test
    void bodyInChunksIsReadNoFurtherThanItMayBe() throws IOException {
        String answer = exchange(
                head("PATCH /api/v1/me", authorization() + JSON + "Transfer-Encoding: chunked\r\n"),
                chunk("{\"firstName\":\"" + "x".repeat(LIMIT)));

        assertThat(answer).startsWith("HTTP/1.1 413").contains("\"code\":\"PAYLOAD_TOO_LARGE\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "DELETE", "POST"})
    void formOfAnySizeIsNotReadForSomebodyUnknown(String method) throws IOException {
        String answer = exchange(
                head(
                        method + " /api/v1/me",
                        lines("Content-Type: application/x-www-form-urlencoded", "Transfer-Encoding: chunked")),
                chunk("a=" + "x".repeat(1_000)));

        // The body never ends: had anybody waited for it, there would be no such answer.
        assertThat(answer).startsWith("HTTP/1.1 401");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void jsonOfAnyDepthIsABadRequest(String nested) throws IOException {
        String body = nested.repeat(LIMIT / nested.length());

        for (String content : new String[] {body, "{\"firstName\":" + body.substring(20)}) {
            String answer = exchange(
                    head("PATCH /api/v1/me", authorization() + JSON + "Content-Length: " + content.length() + "\r\n"),
                    content);

            assertThat(answer).startsWith("HTTP/1.1 400").contains("\"code\":\"MALFORMED_REQUEST\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e-999999999", "LONG", "NAME"})
    void hugeJsonIsABadRequest(String value) throws IOException {
        String name = value.equals("NAME") ? "n".repeat(100_000) : "limit";
        String number = value.equals("LONG") ? "9".repeat(100_000) : value.equals("NAME") ? "1" : value;
        String content = "{\"firstName\":{\"" + name + "\":" + number + "}}";

        String answer = exchange(
                head("PATCH /api/v1/me", authorization() + JSON + "Content-Length: " + content.length() + "\r\n"),
                content);

        assertThat(answer).startsWith("HTTP/1.1 400").contains("\"code\":\"MALFORMED_REQUEST\"");
    }

    @Test
    void headersBeyondEightKilobytesAreABadRequest() throws IOException {
        String answer = exchange(head("GET /api/v1/me", "X-Large: " + "x".repeat(9_000) + "\r\n"));

        assertThat(answer).startsWith("HTTP/1.1 400").contains("\"code\":\"MALFORMED_REQUEST\"");
    }

    @Test
    void whoStopsWithinTheHeadersIsHungUpOn() throws IOException {
        assertThat(exchange("GET /api/v1/me HTTP/1.1\r\nHost: keel")).isEmpty();
    }

    @Test
    void whoStopsWithinTheBodyIsToldThatItTookTooLong() throws IOException {
        String answer = exchange(
                head("PATCH /api/v1/me", authorization() + JSON + "Content-Length: 100\r\n"), "{\"firstName\":");

        assertThat(answer).startsWith("HTTP/1.1 408").contains("\"code\":\"REQUEST_TOO_SLOW\"");
    }
}
