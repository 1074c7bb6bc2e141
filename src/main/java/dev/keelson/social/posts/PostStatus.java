package dev.keelson.social.posts;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.keelson.shared.ProblemException;
import jakarta.persistence.EnumeratedValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Where a post is in its life. */
public enum PostStatus {
    DRAFT,
    SCHEDULED,
    /** Was due, and waits for its user's word. */
    HELD,
    /** At least one target has no certain outcome yet. */
    PUBLISHING,
    PUBLISHED,
    PARTIALLY_PUBLISHED,
    FAILED,
    DELETED;

    private static final String RULE =
            Arrays.stream(values()).map(PostStatus::id).collect(Collectors.joining(", ", "must be one of ", ""));

    @EnumeratedValue
    private final String id = name().toLowerCase(Locale.ROOT);

    @JsonValue
    public String id() {
        return id;
    }

    /**
     * The status that a request names.
     *
     * @param parameter of the request
     * @throws ProblemException where there is none of that name
     */
    static PostStatus named(String parameter, String id) {
        return Arrays.stream(values())
                .filter(status -> status.id.equals(id))
                .findFirst()
                .orElseThrow(() -> ProblemException.notValid(parameter, RULE));
    }
}
