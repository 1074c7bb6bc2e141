package dev.keelson.shared;

import com.google.errorprone.annotations.Immutable;
import org.springframework.http.HttpStatus;

/**
 * A kind of problem that a caller may meet. Each module lists its own in one enum, whose constants are the stable
 * {@code code}s of the API: {@code throw BillingProblem.CUSTOMER_EXISTS.because("…")}.
 */
public interface ProblemType {
    /** The stable code, upper snake case; an enum constant's own name. */
    String name();

    /** What is the same for every occurrence. */
    Facts facts();

    /**
     * @param title what is wrong, in a few words
     * @param action what the user can do about it now
     */
    @Immutable
    record Facts(HttpStatus status, String title, String action) {}

    default HttpStatus status() {
        return facts().status();
    }

    default String title() {
        return facts().title();
    }

    default String action() {
        return facts().action();
    }

    /** This problem, in this occurrence. */
    default ProblemException because(String detail) {
        return new ProblemException(Problem.of(this, detail));
    }
}
