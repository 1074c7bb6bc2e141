package dev.keelson.webhooks;

import dev.keelson.webhooks.InboxWriter.Arrival;
import dev.keelson.webhooks.InboxWriter.Stored;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.MDC;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/** What a {@link Reconciler} works with: one execution of one job. */
public final class SyncPass {
    /** What a vendor has just made may still be on its way to us, and is not missed yet. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(10);

    private static final long LONGEST_WAIT_SECONDS = 10;

    private final SyncJob job;
    private final SyncPace pace;
    private final SyncReport report;
    private final WebhookHandlers handlers;
    private final InboxWriter inbox;
    private final InstantSource clock;

    SyncPass(
            SyncJob job,
            SyncPace pace,
            SyncReport report,
            WebhookHandlers handlers,
            InboxWriter inbox,
            InstantSource clock) {
        this.job = job;
        this.pace = pace;
        this.report = report;
        this.handlers = handlers;
        this.inbox = inbox;
        this.clock = clock;
    }

    /**
     * What a vendor answered.
     *
     * @param askedAt when it was asked: it knew of everything that had been written before
     */
    public record Answer<T>(T value, Instant askedAt) {}

    public SyncScope scope() {
        return job.scope();
    }

    /** When the job was asked for. */
    public Instant askedAt() {
        return job.createdAt();
    }

    UUID jobId() {
        return job.id();
    }

    /** Calls the vendor when it is our turn: what users wait for must not meet a limit because of us. */
    public <T> Answer<T> ask(Supplier<T> request) {
        pace.await(job.provider());
        Instant at = clock.instant();
        return new Answer<>(request.get(), at);
    }

    /** Records a difference. To be called in the transaction of the repair, so that neither exists alone. */
    public void report(Drift drift) {
        report.add(job, drift);
    }

    /**
     * Takes in an event that the vendor has, as if the vendor had delivered it. What has come already, or what nobody here
     * handles, changes nothing.
     *
     * @return whether it was missing
     */
    public boolean receive(JsonNode event) {
        byte[] body = event.toString().getBytes(StandardCharsets.UTF_8);
        Instant now = clock.instant();
        var envelope = Envelope.read(job.provider(), HttpHeaders.EMPTY, body, now);
        if (envelope.isEmpty()
                || handlers.find(job.provider(), envelope.get().type()).isEmpty()) {
            return false;
        }
        var arrival = new Arrival(job.provider(), envelope.get(), now, body, MDC.get("traceId"));
        boolean missed = inbox.append(arrival)
                        .orTimeout(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)
                        .join()
                == Stored.ACCEPTED;
        if (missed && envelope.get().occurredAt().isBefore(now.minus(ON_ITS_WAY))) {
            report(new Drift("event", envelope.get().eventId(), Drift.Kind.MISSED_EVENT, true));
        }
        return missed;
    }
}
