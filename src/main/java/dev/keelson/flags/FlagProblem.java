package dev.keelson.flags;

import dev.keelson.shared.ProblemType;
import org.springframework.http.HttpStatus;

/** What may be wrong with a change of flags. */
enum FlagProblem implements ProblemType {
    FLAG_NOT_FOUND(HttpStatus.NOT_FOUND, "No such flag", "Look at the list of flags; it may have been deleted."),
    FLAG_CHANGED(
            HttpStatus.PRECONDITION_FAILED,
            "The flag was changed meanwhile",
            "Fetch it again and repeat the change with its 'ETag' as 'If-Match'.");

    private final Facts facts;

    FlagProblem(HttpStatus status, String title, String action) {
        facts = new Facts(status, title, action);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
