package dev.keelson.billing;

import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fields of a request that are right only together with others. */
final class Fields {
    private Fields() {}

    static ProblemException invalid(String field, String message) {
        return new ProblemException(Problem.of(CommonProblem.VALIDATION_FAILED, "'%s' %s.".formatted(field, message))
                .errors(List.of(new Problem.FieldError(field, message))));
    }

    static <T> T required(@Nullable T value, String field, String when) {
        if (value == null) {
            throw invalid(field, "is needed " + when);
        }
        return value;
    }
}
