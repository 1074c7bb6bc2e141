package dev.keelson.shared;

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

    public Problem problem() {
        return problem;
    }
}
