package dev.keelson.limits;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keelson.limits.RequestSettings.Allowance;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.ProblemException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.SocketTimeoutException;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body is read up to a size and a time. What goes beyond is a {@link ProblemException} for who reads it,
 * because an {@link IOException} would be taken for a body that is no JSON.
 */
final class LimitedBody extends HttpServletRequestWrapper {
    private final Allowance allowed;
    private final InstantSource clock;
    private @Nullable ServletInputStream stream;
    private @Nullable BufferedReader reader;

    LimitedBody(HttpServletRequest request, Allowance allowed, InstantSource clock) {
        super(request);
        this.allowed = allowed;
        this.clock = clock;
    }

    static ProblemException tooLarge(Allowance allowed) {
        return CommonProblem.PAYLOAD_TOO_LARGE.because(
                "The body has more than " + allowed.size().toBytes() + " bytes.");
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (stream == null) {
            stream = new Limited(super.getInputStream());
        }
        return stream;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        if (reader == null) {
            String encoding = getCharacterEncoding();
            reader = new BufferedReader(
                    new InputStreamReader(getInputStream(), encoding == null ? UTF_8 : Charset.forName(encoding)));
        }
        return reader;
    }

    private final class Limited extends ServletInputStream {
        private final ServletInputStream body;
        private final Instant end = clock.instant().plus(allowed.time());
        private long left = allowed.size().toBytes();

        Limited(ServletInputStream body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            try {
                int next = body.read();
                count(next < 0 ? 0 : 1);
                return next;
            } catch (IOException e) {
                throw orTooSlow(e);
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, buffer.length);
            try {
                int read = body.read(buffer, offset, length);
                count(Math.max(0, read));
                return read;
            } catch (IOException e) {
                throw orTooSlow(e);
            }
        }

        private void count(int read) {
            left -= read;
            if (left < 0) {
                throw tooLarge(allowed);
            }
            if (clock.instant().isAfter(end)) {
                throw tooSlow();
            }
        }

        /** Nothing came for as long as the server waits for anything. */
        private static IOException orTooSlow(IOException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SocketTimeoutException) {
                    throw tooSlow();
                }
            }
            return e;
        }

        private static ProblemException tooSlow() {
            return CommonProblem.REQUEST_TOO_SLOW.because("The body did not arrive in time.");
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
