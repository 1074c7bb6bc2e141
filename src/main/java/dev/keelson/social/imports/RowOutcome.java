package dev.keelson.social.imports;

import dev.keelson.shared.Problem;
import dev.keelson.shared.Problem.FieldError;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What became of one row.
 *
 * @param post the post made of it; of a skipped row, the one that was made before
 * @param code why it was skipped or has failed, a code of the API's problems
 * @param action what its user can do
 * @param errors what is wrong with which column
 */
record RowOutcome(
        RowStatus status,
        @Nullable UUID post,
        @Nullable String code,
        @Nullable String detail,
        @Nullable String action,
        List<FieldError> errors) {

    static RowOutcome created(UUID post) {
        return new RowOutcome(RowStatus.CREATED, post, null, null, null, List.of());
    }

    static RowOutcome valid() {
        return new RowOutcome(RowStatus.VALID, null, null, null, null, List.of());
    }

    static RowOutcome skipped(@Nullable UUID post, Problem problem) {
        return new RowOutcome(
                RowStatus.SKIPPED, post, problem.type().name(), problem.detail(), problem.action(), List.of());
    }

    /** @param column the column that a field of a request stands in */
    static RowOutcome failed(Problem problem, UnaryOperator<String> column) {
        return new RowOutcome(
                RowStatus.FAILED,
                null,
                problem.type().name(),
                problem.detail(),
                problem.action(),
                problem.errors().stream()
                        .map(error -> new FieldError(column.apply(error.field()), error.message()))
                        .toList());
    }
}
