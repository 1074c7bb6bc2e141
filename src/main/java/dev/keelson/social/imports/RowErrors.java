package dev.keelson.social.imports;

import dev.keelson.shared.Problem;
import dev.keelson.shared.Problem.FieldError;
import dev.keelson.shared.ProblemException;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a row, all of it, so that its user corrects it once. */
final class RowErrors {
    private final List<FieldError> errors = new ArrayList<>();

    void add(String column, String message) {
        errors.add(new FieldError(column, message));
    }

    void throwIfAny() {
        if (errors.isEmpty()) {
            return;
        }
        var first = errors.getFirst();
        String detail = errors.size() == 1
                ? "'%s' %s.".formatted(first.field(), first.message())
                : errors.size() + " columns are not valid.";
        throw new ProblemException(
                Problem.of(ImportProblem.ROW_NOT_VALID, detail).errors(errors));
    }

    static ProblemException of(String column, String message) {
        return new ProblemException(Problem.of(ImportProblem.ROW_NOT_VALID, "'%s' %s.".formatted(column, message))
                .errors(List.of(new FieldError(column, message))));
    }
}
