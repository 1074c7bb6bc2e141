package dev.keelson.limits;

import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells callers where they stand, in the header fields of
 * <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/11/">draft-ietf-httpapi-ratelimit-headers</a>
 * (their form since draft 8; 11 of May 2026 is the newest): {@code RateLimit-Policy} names each policy that was looked at with
 * its quota and time, {@code RateLimit} what is left and in how many seconds there is more. The one that has the least left
 * comes first.
 */
final class RateLimitAnswer {
    static final String POLICY = "RateLimit-Policy";
    static final String LIMIT = "RateLimit";

    private static final String TAKEN = RateLimitAnswer.class.getName();

    private final ProblemWriter problems;

    RateLimitAnswer(ProblemWriter problems) {
        this.problems = problems;
    }

    /** Adds it to what earlier filters have told. */
    void tell(Taken taken, HttpServletRequest request, HttpServletResponse response) {
        List<Taken> all = new ArrayList<>();
        if (request.getAttribute(TAKEN) instanceof Told(List<Taken> before)) {
            all.addAll(before);
        }
        all.add(taken);
        all.sort(Comparator.comparing(Taken::allowed).thenComparingLong(Taken::remaining));
        request.setAttribute(TAKEN, new Told(all));
        response.setHeader(POLICY, list(all.stream().map(RateLimitAnswer::policy)));
        response.setHeader(LIMIT, list(all.stream().map(RateLimitAnswer::standing)));
    }

    private record Told(List<Taken> all) {}

    void refuse(Taken taken, HttpServletRequest request, HttpServletResponse response) throws IOException {
        String detail = "The limit '%s' allows %d requests in %d seconds."
                .formatted(
                        taken.policy().id(),
                        taken.limit().requests(),
                        taken.limit().per().toSeconds());
        problems.write(
                Problem.of(CommonProblem.TOO_MANY_REQUESTS, detail).retryAfter(Duration.ofSeconds(taken.seconds())),
                request,
                response);
    }

    // Joined by hand: three of each stand on every answer, and a formatter would cost as much as counting them.
    private static String policy(Taken taken) {
        return '"' + taken.policy().id() + "\";q=" + taken.limit().requests() + ";w="
                + taken.limit().per().toSeconds();
    }

    private static String standing(Taken taken) {
        return '"' + taken.policy().id() + "\";r=" + taken.remaining() + ";t=" + taken.seconds();
    }

    private static String list(Stream<String> items) {
        return items.collect(Collectors.joining(", "));
    }
}
