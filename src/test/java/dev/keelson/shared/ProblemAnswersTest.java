package dev.keelson.shared;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.testing.KeelsonTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

@KeelsonTest
class ProblemAnswersTest {
    @LocalServerPort
    private int port;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/%zz HTTP/1.1\r\nHost: localhost",
                "GET /api/v1/me|x HTTP/1.1\r\nHost: localhost",
                "GET /api/v1/me HTTP/1.1\r\nHost: bad host name",
                "GET /api/v1/..%2f..%2fetc HTTP/1.1\r\nHost: localhost",
                "GET /api/v1/me;jsessionid=1//x HTTP/1.1\r\nHost: localhost",
                "POST /webhooks/stripe HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5",
            })
    void whatTheContainerRefusesIsAProblemToo(String request) throws IOException {
        String answer = exchange(request + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400");
        assertThat(answer).contains("application/problem+json", "\"code\":\"MALFORMED_REQUEST\"", "\"action\":");
        assertThat(answer).doesNotContain("Apache", "Exception", "<html");
    }

    private String exchange(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }
}
