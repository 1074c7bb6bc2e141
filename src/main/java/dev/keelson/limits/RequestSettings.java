package dev.keelson.limits;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How large and how slow a request to the API may be.
 *
 * @param maxBodySize larger bodies are refused with 413, before they are in memory
 * @param maxBodyTime a body that takes longer to arrive is refused with 408, however steadily it comes
 * @param maxUploadSize the same for a file that is uploaded, with what surrounds it: it is passed on and never in memory
 * @param maxUploadTime how long such a file may take
 */
@Validated
@ConfigurationProperties("keelson.requests")
record RequestSettings(
        @DefaultValue("1MB") @NotNull DataSize maxBodySize,

        @DefaultValue("30s") @NotNull @DurationMin(seconds = 1)
        Duration maxBodyTime,

        @DefaultValue("4097MB") @NotNull DataSize maxUploadSize,

        @DefaultValue("30m") @NotNull @DurationMin(seconds = 1)
        Duration maxUploadTime) {

    /** What holds for an upload instead. */
    RequestSettings ofUpload() {
        return new RequestSettings(maxUploadSize, maxUploadTime, maxUploadSize, maxUploadTime);
    }
}
