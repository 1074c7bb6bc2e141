package dev.keelson.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.ProblemException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.unit.DataSize;

class LimitedBodyTest {
    private static final RequestSettings SETTINGS = new RequestSettings(
            DataSize.ofBytes(100), Duration.ofSeconds(30), DataSize.ofBytes(100), Duration.ofSeconds(30));

    private Instant now = Instant.parse("2026-11-25T10:00:00Z");

    private LimitedBody body(byte[] content) {
        var request = new MockHttpServletRequest();
        request.setContent(content);
        return new LimitedBody(request, SETTINGS, () -> now);
    }

    @Test
    void bodyOfTheLargestSizeIsReadWhole() throws IOException {
        assertThat(body(new byte[100]).getInputStream().readAllBytes()).hasSize(100);
        assertThat(body(new byte[100]).getReader().read(new char[200])).isEqualTo(100);
    }

    @Test
    void oneByteMoreIsTooLarge() {
        assertThatThrownBy(() -> body(new byte[101]).getInputStream().readAllBytes())
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().type()).isEqualTo(CommonProblem.PAYLOAD_TOO_LARGE));
    }

    @Test
    void bytesThatComeTooSteadilyAreTooSlow() throws IOException {
        var stream = body(new byte[100]).getInputStream();
        for (int second = 0; second < 30; second++) {
            now = now.plusSeconds(1);
            assertThat(stream.read()).isZero();
        }
        now = now.plusSeconds(1);

        assertThatThrownBy(stream::read)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().type()).isEqualTo(CommonProblem.REQUEST_TOO_SLOW));
    }

    @Test
    void silenceIsTooSlow() {
        var request = new MockHttpServletRequest() {
            @Override
            public ServletInputStream getInputStream() {
                return new Silence();
            }
        };
        var body = new LimitedBody(request, SETTINGS, () -> now);

        assertThatThrownBy(() -> body.getInputStream().readAllBytes())
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().type()).isEqualTo(CommonProblem.REQUEST_TOO_SLOW));
    }

    /** As Tomcat tells that nothing came. */
    private static final class Silence extends ServletInputStream {
        @Override
        public int read() throws IOException {
            throw new IOException(new SocketTimeoutException());
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return read();
        }

        @Override
        public boolean isFinished() {
            return false;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
        }
    }
}
