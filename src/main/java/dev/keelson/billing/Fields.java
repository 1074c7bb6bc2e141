package dev.keelson.billing;

import dev.keelson.shared.ProblemException;
import org.jspecify.annotations.Nullable;

/** Fields of a request that are right only together with others. */
final class Fields {
    private Fields() {}

    static <T> T required(@Nullable T value, String field, String when) {
        if (value == null) {
            throw ProblemException.notValid(field, "is needed " + when);
        }
        return value;
    }
}
