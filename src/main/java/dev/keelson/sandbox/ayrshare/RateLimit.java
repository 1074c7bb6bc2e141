package dev.keelson.sandbox.ayrshare;

import dev.keelson.sandbox.server.SandboxReset;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** So many calls of one profile in five minutes. */
@Component
class RateLimit {
    private static final int DEFAULT_MAX = 300;
    private static final int WINDOW_SECONDS = 300;

    private final Clock clock;
    private final Map<String, Window> windows = new ConcurrentHashMap<>();
    private volatile int max = DEFAULT_MAX;

    RateLimit(Clock clock) {
        this.clock = clock;
    }

    private record Window(long number, int count) {}

    /** @throws AyrshareException with 429 where the profile has called too often */
    void count(String refId, HttpServletResponse response) {
        long number = clock.instant().getEpochSecond() / WINDOW_SECONDS;
        var window = windows.merge(
                refId,
                new Window(number, 1),
                (before, first) -> before.number() == number ? new Window(number, before.count() + 1) : first);
        response.setIntHeader("x-ratelimit-max", max);
        response.setIntHeader("x-ratelimit-count", window.count());
        if (window.count() > max) {
            throw new AyrshareException(
                    HttpStatus.TOO_MANY_REQUESTS,
                    Map.of("status", "error", "message", "Too many requests. Please wait five minutes."));
        }
    }

    void max(int calls) {
        max = calls;
    }

    @EventListener(SandboxReset.class)
    void reset() {
        windows.clear();
        max = DEFAULT_MAX;
    }
}
