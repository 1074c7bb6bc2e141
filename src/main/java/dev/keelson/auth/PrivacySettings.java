package dev.keelson.auth;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/** How exports and erasures go about it. */
@Validated
@ConfigurationProperties("keelson.privacy")
record PrivacySettings(
        @DefaultValue @Valid Erasing erasure,
        @DefaultValue @Valid Exporting export) {
    /**
     * @param passesAfter when an erasure's steps are done again, counted from when all of them were done first: vendors send
     *     their last events afterwards, and try for days
     * @param firstPause how long a step waits after its first failure; each pause is twice the one before
     * @param longestPause how long it waits at most
     */
    record Erasing(
            @DefaultValue({"1h", "1d", "5d"}) List<Duration> passesAfter,
            @DefaultValue("5s") @DurationMin(millis = 1) Duration firstPause,
            @DefaultValue("1h") @DurationMin(millis = 1) Duration longestPause) {

        Duration pauseAfter(int failures) {
            Duration pause = firstPause.multipliedBy(1L << Math.clamp(failures - 1L, 0, 20));
            return pause.compareTo(longestPause) < 0 ? pause : longestPause;
        }
    }

    /**
     * @param keep how long a finished export can be fetched
     * @param perDay how many a user may ask for in 24 hours
     * @param attempts how often one is tried before it has failed
     * @param chunkSize bytes of the ZIP in one row
     */
    record Exporting(
            @DefaultValue("7d") @DurationMin(minutes = 1) Duration keep,
            @DefaultValue("3") @Min(1) int perDay,
            @DefaultValue("5") @Min(1) int attempts,
            @DefaultValue("262144") @Min(1024) @Max(4194304) int chunkSize) {}
}
