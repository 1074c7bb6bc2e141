package dev.keelson.social.imports;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What became of a row. */
enum RowStatus {
    /** Its turn has not come. */
    PENDING,
    /** It has become a post. */
    CREATED,
    /** It would have, were this no dry run. */
    VALID,
    /** It has become a post before. */
    SKIPPED,
    /** Its user has to correct it. */
    FAILED;

    @JsonValue
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<RowStatus> of(String id) {
        return Arrays.stream(values()).filter(status -> status.id().equals(id)).findFirst();
    }
}
