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
    TOKEN_OUTDATED(
            HttpStatus.UNAUTHORIZED,
            "The session token is older than the rights it stands for",
            "Let the frontend fetch a token past its cache, 'getToken({ skipCache: true })', and send the request again."),
    SESSION_ENDED(HttpStatus.UNAUTHORIZED, "The session was signed out", "Sign in again."),
    SESSION_REVOKED(
            HttpStatus.UNAUTHORIZED,
            "The session was ended from elsewhere",
            "Sign out and in again. If it was not you who ended it, look at your sessions and change your password."),
    SESSION_EXPIRED(
            HttpStatus.UNAUTHORIZED,
            "The session has lasted as long as one may",
            "Sign out and in again; nothing that was saved is lost."),
    SESSION_IDLE(
            HttpStatus.UNAUTHORIZED,
            "The session was not used for too long",
            "Sign out and in again; nothing that was saved is lost."),
    SESSION_DISPLACED(
            HttpStatus.UNAUTHORIZED,
            "Newer sessions have taken this one's place",
            "Sign out and in again. Only so many sessions may be open at once: the oldest one is ended."),
    USER_DELETED(
            HttpStatus.UNAUTHORIZED,
            "The account was deleted",
            "Sign up again if you want to come back; what was there before is gone."),
    USER_SUSPENDED(HttpStatus.FORBIDDEN, "The account is suspended", "Contact support."),
    REVERIFICATION_NEEDED(
            HttpStatus.FORBIDDEN,
            "This needs a fresh proof of who you are",
            "Verify yourself once more and send the request again; Clerk's 'useReverification()' does both."),
    IMPERSONATION_FORBIDDEN(
            HttpStatus.FORBIDDEN, "This is for the user in person", "Ask the user to do it in a session of their own."),
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
