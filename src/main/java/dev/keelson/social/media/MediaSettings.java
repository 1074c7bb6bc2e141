package dev.keelson.social.media;

import dev.keelson.social.networks.MediaKind;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What is taken into the media library, and how.
 *
 * @param directory where a file lies while it is looked at and passed on; without it below the system's directory for such files
 * @param uploads so many files at a time on this node: together with their sizes, what the directory must have room for
 * @param uploadsPerUser so many of them of one user
 * @param maxImageSize the most that any network takes, as of 2026-10
 * @param maxVideoSize the most that any network takes, YouTube's 4 GB, as of 2026-10
 * @param maxDocumentSize the most that any network takes, LinkedIn's, as of 2026-10
 * @param maxPixels of an image: more is no photograph but an attack on who unpacks it
 * @param putFrom from this size on a file is uploaded to an address that Ayrshare gives, and not in a request to Ayrshare
 * @param attempts so often is a file passed on before that has failed
 * @param waitForSame how long an upload waits for another one of the same file
 * @param abandonedAfter after so long an upload has certainly died with its node
 * @param keepFailed how long a failed upload is listed
 * @param renewBefore a file that Ayrshare drops sooner than this is uploaded again when it comes again
 * @param keptAfterUpload how long Ayrshare keeps what was uploaded in a request
 * @param keptAfterPut how long Ayrshare keeps what was uploaded to an address that it gave
 * @param linkTimeout how long a look at a link may take
 * @param linkFresh how old a look at a link may be before it is looked at again
 * @param allowLoopback whether links may lead to this machine, also without TLS: for the first run and for tests
 */
@Validated
@ConfigurationProperties("keelson.social.media")
record MediaSettings(
        @Nullable Path directory,
        @DefaultValue("8") @Min(1) int uploads,
        @DefaultValue("2") @Min(1) int uploadsPerUser,
        @DefaultValue("20MB") @NotNull DataSize maxImageSize,
        @DefaultValue("4GB") @NotNull DataSize maxVideoSize,
        @DefaultValue("100MB") @NotNull DataSize maxDocumentSize,
        @DefaultValue("100000000") @Min(1) long maxPixels,
        @DefaultValue("10MB") @NotNull DataSize putFrom,
        @DefaultValue("2") @Min(1) int attempts,
        @DefaultValue("10s") Duration waitForSame,
        @DefaultValue("1h") Duration abandonedAfter,
        @DefaultValue("1d") Duration keepFailed,
        @DefaultValue("7d") Duration renewBefore,
        @DefaultValue("90d") Duration keptAfterUpload,
        @DefaultValue("30d") Duration keptAfterPut,
        @DefaultValue("5s") Duration linkTimeout,
        @DefaultValue("1h") Duration linkFresh,
        @DefaultValue("false") boolean allowLoopback) {

    Path place() {
        return directory == null ? Path.of(System.getProperty("java.io.tmpdir"), "keelson-media") : directory;
    }

    DataSize largest(MediaKind kind) {
        return switch (kind) {
            case IMAGE -> maxImageSize;
            case VIDEO -> maxVideoSize;
            case DOCUMENT -> maxDocumentSize;
        };
    }
}
