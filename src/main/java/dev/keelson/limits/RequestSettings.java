package dev.keelson.limits;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Locale;
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
 * @param maxImportSize the same for a file of posts, which is read as it comes and never in memory as a whole
 * @param maxImportTime how long such a file may take to arrive
 * @param maxUploadSize the same for a file that is uploaded, with what surrounds it: it is passed on and never in memory
 * @param maxUploadTime how long such a file may take
 */
@Validated
@ConfigurationProperties("keelson.requests")
record RequestSettings(
        @DefaultValue("1MB") @NotNull DataSize maxBodySize,

        @DefaultValue("30s") @NotNull @DurationMin(seconds = 1)
        Duration maxBodyTime,

        @DefaultValue("20MB") @NotNull DataSize maxImportSize,

        @DefaultValue("5m") @NotNull @DurationMin(seconds = 1)
        Duration maxImportTime,

        @DefaultValue("4097MB") @NotNull DataSize maxUploadSize,

        @DefaultValue("30m") @NotNull @DurationMin(seconds = 1)
        Duration maxUploadTime) {

    /** How much one request's body may have, and how long it may take. */
    record Allowance(DataSize size, Duration time) {}

    private static final String IMPORTS = "/api/v1/social/imports";
    private static final String UPLOADS = "/api/v1/social/media";

    /** What holds for a request; its path is taken as it stands in the request line. */
    Allowance of(HttpServletRequest request) {
        boolean posts = request.getMethod().equals("POST");
        if (posts && request.getRequestURI().equals(IMPORTS)) {
            return new Allowance(maxImportSize, maxImportTime);
        }
        if (posts && request.getRequestURI().equals(UPLOADS) && isMultipart(request)) {
            return new Allowance(maxUploadSize, maxUploadTime);
        }
        return new Allowance(maxBodySize, maxBodyTime);
    }

    private static boolean isMultipart(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
    }
}
