package dev.keelson.social.media;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.ayrshare.AyrshareApiClient;
import dev.keelson.clients.ayrshare.ProfileKey;
import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.UserId;
import dev.keelson.social.accounts.Profiles;
import dev.keelson.social.media.MediaItem.State;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Takes a user's file and passes it on to Ayrshare. The file is on this node's disk meanwhile, never in memory, and never for
 * longer. The same file again is not passed on again.
 */
@Component
class UploadMedia {
    private static final Logger log = LoggerFactory.getLogger(UploadMedia.class);
    /** Ayrshare takes no more in a request. */
    private static final DataSize LARGEST_IN_REQUEST = DataSize.ofMegabytes(30);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final UploadPlaces places;
    private final ReceiveFile receive;
    private final MediaStore store;
    private final Profiles profiles;
    private final AyrshareApiClient ayrshare;
    private final MediaSettings settings;
    private final InstantSource clock;

    UploadMedia(
            UploadPlaces places,
            ReceiveFile receive,
            MediaStore store,
            Profiles profiles,
            AyrshareApiClient ayrshare,
            MediaSettings settings,
            InstantSource clock) {
        this.places = places;
        this.receive = receive;
        this.store = store;
        this.profiles = profiles;
        this.ayrshare = ayrshare;
        this.settings = settings;
        this.clock = clock;
    }

    /** @param created false where the library had the file already */
    record Uploaded(MediaItem item, boolean created) {}

    private record Kept(String url, Instant until) {}

    /** @throws IOException where the client goes before its file has come */
    Uploaded run(UserId user, FilePart part) throws IOException {
        try (var _ = places.take(user);
                var file = receive.from(part)) {
            requirePassable(file);
            Instant deadline = clock.instant().plus(settings.waitForSame());
            var claim = store.claim(user, file);
            while (!claim.mine() && claim.item().state() == State.UPLOADING) {
                if (clock.instant().isAfter(deadline)) {
                    throw stillUploading();
                }
                pause();
                claim = store.claim(user, file);
            }
            return claim.mine()
                    ? new Uploaded(passOn(user, claim.item(), file), true)
                    : new Uploaded(claim.item(), false);
        }
    }

    private void requirePassable(ReceivedFile file) {
        if (!isPut(file) && file.bytes() > LARGEST_IN_REQUEST.toBytes()) {
            throw MediaProblem.MEDIA_TOO_LARGE.because(
                    "A %s of more than %,d bytes can be used by its own https address only: send that as 'url'."
                            .formatted(file.type().contentType(), LARGEST_IN_REQUEST.toBytes()));
        }
    }

    private MediaItem passOn(UserId user, MediaItem item, ReceivedFile file) {
        boolean done = false;
        try {
            var kept = passOn(profiles.ensure(user).activeKey(), item, file);
            var ready = store.uploaded(user, item.id(), kept.url(), kept.until())
                    .orElseThrow(() -> MediaProblem.MEDIA_NOT_FOUND.because("It was deleted while it was uploaded."));
            done = true;
            return ready;
        } finally {
            if (!done) {
                store.failed(item.id());
            }
        }
    }

    /** A file that Ayrshare has twice harms nobody, and is dropped there by itself. */
    private Kept passOn(ProfileKey profile, MediaItem item, ReceivedFile file) {
        for (int attempt = 1; ; attempt++) {
            try {
                return isPut(file) ? put(profile, item, file) : post(profile, item, file);
            } catch (ApiException.OutcomeUnknown | ApiException.Unavailable | ApiException.NotSent e) {
                log.info("media=not_passed_on item={} attempt={} {}", item.id(), attempt, e.failure());
                if (attempt >= settings.attempts()) {
                    throw e;
                }
            }
        }
    }

    private Kept post(ProfileKey profile, MediaItem item, ReceivedFile file) {
        Instant at = clock.instant();
        String url = ayrshare.uploadMedia(
                profile, file.path(), file.bytes(), file.type().contentType(), nameAtAyrshare(item, file));
        return new Kept(url, at.plus(settings.keptAfterUpload()));
    }

    private Kept put(ProfileKey profile, MediaItem item, ReceivedFile file) {
        Instant at = clock.instant();
        var target = ayrshare.uploadTarget(
                profile, nameAtAyrshare(item, file), file.type().extension());
        ayrshare.putMedia(profile, target, file.path(), file.bytes());
        return new Kept(target.accessUrl(), at.plus(settings.keptAfterPut()));
    }

    /** Such addresses are given for these types alone. */
    private boolean isPut(ReceivedFile file) {
        return switch (file.type()) {
            case MP4, MOV, PNG, JPEG -> file.bytes() > settings.putFrom().toBytes();
            case GIF, WEBP, BMP, TIFF, HEIC, AVIF, WEBM, AVI, PDF -> false;
        };
    }

    /** What the user calls it is nobody else's business, and may be unfit for an address. */
    private static String nameAtAyrshare(MediaItem item, ReceivedFile file) {
        return item.id() + "." + file.type().extension();
    }

    private static ProblemException stillUploading() {
        return new ProblemException(Problem.of(
                        MediaProblem.MEDIA_BEING_UPLOADED, "Another request is uploading a file with the same content.")
                .retryAfter(Duration.ofSeconds(10)));
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stillUploading();
        }
    }
}
