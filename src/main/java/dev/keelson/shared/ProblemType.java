package dev.keelson.shared;

import org.springframework.http.HttpStatus;

/**
 * A kind of problem that a caller may meet. Each module lists its own in one enum, whose constants are the stable
 * {@code code}s of the API: {@code throw BillingProblem.CUSTOMER_EXISTS.because("…")}.
 */
public interface ProblemType {
    /** The stable code, upper snake case; an enum constant's own name. */
    String name();

    HttpStatus status();

    /** What is wrong, in a few words that are the same for every occurrence. */
    String title();

    /** What the user can do about it now. */
    String action();

    /** This problem, in this occurrence. */
    default ProblemException because(String detail) {
        return new ProblemException(Problem.of(this, detail));
    }
}
