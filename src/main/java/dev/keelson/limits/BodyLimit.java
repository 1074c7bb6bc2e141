package dev.keelson.limits;

import dev.keelson.shared.ProblemException;
import dev.keelson.shared.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses bodies that are announced too large, and lets the others be read only as far as they may be. */
final class BodyLimit extends OncePerRequestFilter {
    private final RequestSettings settings;
    private final ProblemWriter problems;
    private final InstantSource clock;

    BodyLimit(RequestSettings settings, ProblemWriter problems, InstantSource clock) {
        this.settings = settings;
        this.problems = problems;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var allowed = settings.of(request);
        if (request.getContentLengthLong() > allowed.size().toBytes()) {
            problems.write(LimitedBody.tooLarge(allowed).problem(), request, response);
            return;
        }
        try {
            chain.doFilter(new LimitedBody(request, allowed, clock), response);
        } catch (ProblemException e) {
            // Read by a filter behind this one, and so by nobody who would answer.
            problems.write(e.problem(), request, response);
        }
    }
}
