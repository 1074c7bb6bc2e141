package dev.keelson.shared;

import dev.keelson.shared.Problem.FieldError;
import java.util.List;

/** Thrown where a request cannot be answered as asked; leaves the API as its {@link Problem}. */
@SuppressWarnings("serial") // never serialised
public class ProblemException extends RuntimeException {
    private final Problem problem;

    public ProblemException(Problem problem) {
        super(problem.type().name() + ": " + problem.detail());
        this.problem = problem;
    }

    public ProblemException(Problem problem, Throwable cause) {
        super(problem.type().name() + ": " + problem.detail(), cause);
        this.problem = problem;
    }

    /**
     * A field or a parameter of the request is not as it must be.
     *
     * @param message what it must be or what is wrong with it, as the end of a sentence that begins with the field
     */
    public static ProblemException notValid(String field, String message) {
        return notValid(List.of(new FieldError(field, message)));
    }

    /** The same for as many fields as there are. */
    public static ProblemException notValid(List<FieldError> errors) {
        return new ProblemException(Problem.notValid(errors));
    }

    public Problem problem() {
        return problem;
    }
}
