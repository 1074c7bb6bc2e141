package dev.keelson.sandbox.ayrshare;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The body of {@code PATCH /post}. Text and media cannot be changed. */
@JsonIgnoreProperties(ignoreUnknown = true)
record PostChange(
        String id,
        @Nullable String scheduleDate,
        boolean approved,
        @Nullable String notes,
        @Nullable Boolean scheduledPause) {

    /** @throws AyrshareException where the date cannot be read */
    Optional<Instant> date() {
        try {
            return Optional.ofNullable(scheduleDate).map(Instant::parse);
        } catch (DateTimeParseException e) {
            throw AyrshareException.badParameter("Missing or incorrect parameter: scheduleDate.");
        }
    }
}
