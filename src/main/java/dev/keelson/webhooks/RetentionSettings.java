package dev.keelson.webhooks;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long the inbox remembers.
 *
 * @param keep how long events and attempts stay; a day goes when all of it is older
 * @param archiveDirectory where days are written before they go; without it they go unwritten
 * @param dedupKeep how long a second delivery is recognised, never shorter than {@code keep}; without it 90 days, or
 *     {@code keep} where that is longer
 * @param batchSize most rows that are deleted in one transaction, and most events in one piece of the archive
 * @param pause between two such transactions, so that others get their turn
 */
@Validated
@ConfigurationProperties("keelson.webhooks.retention")
record RetentionSettings(
        @DefaultValue("90d") @DurationMin(days = 1) Duration keep,
        @Nullable Path archiveDirectory,
        @Nullable Duration dedupKeep,
        @DefaultValue("5000") @Min(1) @Max(50_000) int batchSize,
        @DefaultValue("20ms") Duration pause) {
    private static final Duration USUALLY_RECOGNISED = Duration.ofDays(90);

    /** How long a second delivery is recognised. */
    Duration recognised() {
        if (dedupKeep != null) {
            return dedupKeep;
        }
        return keep.compareTo(USUALLY_RECOGNISED) > 0 ? keep : USUALLY_RECOGNISED;
    }

    @AssertTrue(message = "dedup-keep must not be shorter than keep: an event that is still here would be taken twice")
    boolean isRecognisedAsLongAsKept() {
        return recognised().compareTo(keep) >= 0;
    }
}
