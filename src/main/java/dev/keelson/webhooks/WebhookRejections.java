package dev.keelson.webhooks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * The requests that were not taken: counted by provider and cause, and the last ones of this node kept in memory, without
 * their bodies and headers. Many bad signatures at once after a rotation mean that a secret is missing here.
 */
@Component
public class WebhookRejections {
    /** What is kept of the last ones. */
    static final int KEPT = 100;

    private static final String UNKNOWN = "unknown";
    private static final int LONGEST_SOURCE = 40;

    /**
     * One request that was not taken.
     *
     * @param source the last part of its path: {@code stripe}, or whatever was asked for
     * @param cause such as {@code bad_signature}: the same words as the metric's
     * @param remoteAddress who sent it, as far as that is known behind a proxy
     * @param size bytes of its body as it was announced; -1 where it was not
     */
    public record Rejection(Instant at, String source, String cause, String remoteAddress, long size) {}

    private record Key(String provider, RejectionCause cause) {}

    private final RejectionLog log;
    private final MeterRegistry metrics;
    private final Map<Key, Counter> counters = new ConcurrentHashMap<>();
    private final Deque<Rejection> latest = new ArrayDeque<>(KEPT);

    WebhookRejections(RejectionLog log, MeterRegistry metrics) {
        this.log = log;
        this.metrics = metrics;
        for (WebhookProvider provider : WebhookProvider.values()) {
            for (RejectionCause cause : RejectionCause.values()) {
                if (cause != RejectionCause.UNKNOWN_SOURCE) {
                    counter(new Key(provider.id(), cause));
                }
            }
        }
    }

    /** The newest first; of this node, since it started. */
    public List<Rejection> latest() {
        synchronized (latest) {
            return List.copyOf(latest);
        }
    }

    void add(Instant at, String source, RejectionCause cause, String remoteAddress, long size) {
        // Anybody may invent sources, and each would be a time series of its own.
        String provider = cause == RejectionCause.UNKNOWN_SOURCE ? UNKNOWN : source;
        counter(new Key(provider, cause)).increment();
        log.rejected(provider, cause);
        var rejection = new Rejection(at, printable(source), cause.id(), remoteAddress, size);
        synchronized (latest) {
            if (latest.size() == KEPT) {
                latest.removeLast();
            }
            latest.addFirst(rejection);
        }
    }

    private Counter counter(Key key) {
        return counters.computeIfAbsent(
                key,
                _ -> Counter.builder("webhook.received")
                        .tags(
                                "provider",
                                key.provider(),
                                "outcome",
                                "rejected",
                                "cause",
                                key.cause().id())
                        .register(metrics));
    }

    private static String printable(String source) {
        String start = source.length() <= LONGEST_SOURCE ? source : source.substring(0, LONGEST_SOURCE);
        return start.replaceAll("[^A-Za-z0-9._-]", "?");
    }
}
