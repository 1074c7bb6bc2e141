package dev.keelson.social.media;

import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.UserId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The places for files that are on this node's disk at a time: they bound what the disk has to hold, and share it fairly. */
@Component
class UploadPlaces {
    private static final Duration LATER = Duration.ofSeconds(10);

    private final MediaSettings settings;
    private final Map<UserId, Integer> taken = new HashMap<>();
    private int all;

    UploadPlaces(MediaSettings settings) {
        this.settings = settings;
    }

    /** A place that is taken until it is closed. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /** @throws ProblemException {@code MEDIA_UPLOADS_BUSY} where there is none */
    synchronized Place take(UserId user) {
        if (all >= settings.uploads()) {
            throw busy("The server is taking as many files as it can at a time.");
        }
        if (taken.getOrDefault(user, 0) >= settings.uploadsPerUser()) {
            throw busy("You are uploading %d files already.".formatted(settings.uploadsPerUser()));
        }
        all++;
        taken.merge(user, 1, Integer::sum);
        return () -> free(user);
    }

    private synchronized void free(UserId user) {
        all--;
        taken.computeIfPresent(user, (_, count) -> count == 1 ? null : count - 1);
    }

    private static ProblemException busy(String detail) {
        return new ProblemException(
                Problem.of(MediaProblem.MEDIA_UPLOADS_BUSY, detail).retryAfter(LATER));
    }
}
