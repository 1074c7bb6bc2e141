package dev.keelson.webhooks;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How the inbox receives and works.
 *
 * @param secrets what the vendors sign with
 * @param tolerance how far a signed timestamp may lie from our clock, before or after
 * @param maxBodySize larger bodies are refused with 413
 * @param queueCapacity requests that may wait for the writers; beyond it 503
 * @param writers threads that store what arrived, each with a connection of its own
 * @param maxBatch most events in one insert
 * @param workers slots that this node handles at a time
 * @param readers vendors' answers that this node waits for at a time, for events that cannot be handled without
 * @param pollInterval how often a worker looks for what another node stored, or what has become due
 * @param retry how a failing event is tried again
 */
@Validated
@ConfigurationProperties("keelson.webhooks")
record WebhookSettings(
        @Valid Secrets secrets,
        @DefaultValue("5m") Duration tolerance,
        @DefaultValue("1MB") DataSize maxBodySize,
        @DefaultValue("4096") @Min(1) int queueCapacity,
        @DefaultValue("2") @Min(1) @Max(8) int writers,
        @DefaultValue("32") @Min(1) int maxBatch,
        @DefaultValue("4") @Min(0) @Max(32) int workers,
        @DefaultValue("4") @Min(1) @Max(32) int readers,
        @DefaultValue("200ms") Duration pollInterval,
        @DefaultValue @Valid Retry retry) {

    /**
     * A list for each vendor, so that a secret can be rotated without losing one delivery. The first of each is the current one.
     *
     * @param clerk the signing secrets of Clerk's endpoint, {@code whsec_…}
     * @param stripe the signing secrets of Stripe's endpoints, {@code whsec_…}
     * @param ayrshare the secrets that Ayrshare's webhooks are signed with
     */
    record Secrets(
            @NotEmpty List<String> clerk,
            @NotEmpty List<String> stripe,
            @NotEmpty List<String> ayrshare) {
        /** Only how many there are: settings get logged. */
        @Override
        public String toString() {
            return "Secrets[clerk=%d, stripe=%d, ayrshare=%d]".formatted(clerk.size(), stripe.size(), ayrshare.size());
        }
    }

    /**
     * @param maxAttempts after that many failures of its own, an event is dead
     * @param first longest wait after the first failure; it doubles with each
     * @param longest the longest wait of all
     * @param patience how long an event is kept alive whose vendor, or our database, is away: failures that say nothing about
     *     the event are not counted
     */
    record Retry(
            @DefaultValue("10") @Min(1) int maxAttempts,
            @DefaultValue("1s") Duration first,
            @DefaultValue("1h") Duration longest,
            @DefaultValue("3d") Duration patience) {}
}
