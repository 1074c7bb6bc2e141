package dev.keelson.billing;

import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses card data before anything of ours reads, stores or logs it: card numbers belong on Stripe's pages only, and whoever
 * lets them in falls under the whole of PCI DSS.
 */
@Component
class CardDataFilter extends OncePerRequestFilter {
    private static final String PATHS = "/api/v1/billing";
    private static final String ADMIN_PATHS = "/api/v1/admin/billing";
    private static final int LARGEST_BODY = 64 * 1024;

    private final ProblemWriter problems;

    CardDataFilter(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return !path.startsWith(PATHS) && !path.startsWith(ADMIN_PATHS);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        byte[] body = request.getInputStream().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            problems.write(
                    Problem.of(CommonProblem.PAYLOAD_TOO_LARGE, "The body may have 64 KiB at most."),
                    request,
                    response);
            return;
        }
        if (looksLikeCardData(request, body)) {
            // Without the path: it may be what holds the number.
            var quiet = new Redacted(request, PATHS);
            problems.write(
                    Problem.of(CommonProblem.CARD_DATA_REFUSED, "The request holds what looks like a card number."),
                    quiet,
                    response);
            return;
        }
        chain.doFilter(new Buffered(request, body), response);
    }

    private static boolean looksLikeCardData(HttpServletRequest request, byte[] body) {
        return CardNumbers.appearIn(request.getRequestURI())
                || appearsIn(request.getQueryString())
                || appearsIn(request.getHeader("Idempotency-Key"))
                || CardNumbers.appearIn(new String(body, StandardCharsets.UTF_8));
    }

    private static boolean appearsIn(@Nullable String text) {
        return text != null && CardNumbers.appearIn(text);
    }

    private static final class Redacted extends HttpServletRequestWrapper {
        private final String path;

        Redacted(HttpServletRequest request, String path) {
            super(request);
            this.path = path;
        }

        @Override
        public String getRequestURI() {
            return path;
        }
    }

    /** The request with its body still to be read. */
    private static final class Buffered extends HttpServletRequestWrapper {
        private final byte[] body;

        Buffered(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public ServletInputStream getInputStream() {
            var bytes = new ByteArrayInputStream(body);
            return new ServletInputStream() {
                @Override
                public int read() {
                    return bytes.read();
                }

                @Override
                public int read(byte[] target, int offset, int length) {
                    return bytes.read(target, offset, length);
                }

                @Override
                public boolean isFinished() {
                    return bytes.available() == 0;
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    throw new UnsupportedOperationException("the body is there already");
                }
            };
        }

        @Override
        public BufferedReader getReader() {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }
    }
}
