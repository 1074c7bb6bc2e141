package dev.keelson.auth;

import dev.keelson.shared.ProblemType;
import org.springframework.http.HttpStatus;

/** What may be wrong with who calls, and with accounts. */
enum AuthProblem implements ProblemType {
    TOKEN_REJECTED(
            HttpStatus.UNAUTHORIZED,
            "The session token is not accepted",
            "Let the frontend fetch a fresh session token and send the request again; if that fails too, sign in again."),
    SESSION_PENDING(
            HttpStatus.UNAUTHORIZED,
            "The sign-in is not finished",
            "Finish the steps that the sign-in still asks for, then send the request again."),
    SESSION_ENDED(HttpStatus.UNAUTHORIZED, "The session has ended", "Sign in again."),
    USER_DELETED(
            HttpStatus.UNAUTHORIZED,
            "The account was deleted",
            "Sign up again if you want to come back; what was there before is gone."),
    USER_SUSPENDED(HttpStatus.FORBIDDEN, "The account is suspended", "Contact support."),
    USERNAME_TAKEN(HttpStatus.CONFLICT, "The username is taken", "Choose another username."),
    PREFERENCES_CHANGED(
            HttpStatus.PRECONDITION_FAILED,
            "The preferences were changed meanwhile",
            "Fetch them again and repeat the change with their 'ETag' as 'If-Match'."),
    EXPORT_NOT_READY(
            HttpStatus.CONFLICT,
            "The export cannot be fetched",
            "Wait until its 'status' is 'ready'; order another one where it has failed or expired."),
    OWN_ACCOUNT(
            HttpStatus.CONFLICT, "Administrators cannot do this to themselves", "Ask another administrator to do it.");

    private final Facts facts;

    AuthProblem(HttpStatus status, String title, String action) {
        facts = new Facts(status, title, action);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
