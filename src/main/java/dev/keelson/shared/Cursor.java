package dev.keelson.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A place in a list that is ordered by time and then id: both, because times may be equal.
 *
 * @param at the time of the last row that was shown
 * @param id its id
 */
public record Cursor(Instant at, UUID id) {
    /** @throws ProblemException {@code MALFORMED_REQUEST} where the text is not one of our cursors */
    public static Optional<Cursor> decode(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), UTF_8).split(" ", 2);
            var place = new Cursor(Instant.parse(parts[0]), UUID.fromString(parts[1]));
            if (!Timestamps.hold(place.at())) {
                throw new DateTimeException("no row has this time");
            }
            return Optional.of(place);
        } catch (RuntimeException e) {
            throw new ProblemException(
                    Problem.of(CommonProblem.MALFORMED_REQUEST, "'cursor' is not one that a list of this API gave."),
                    e);
        }
    }

    public String encode() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((at + " " + id).getBytes(UTF_8));
    }
}
