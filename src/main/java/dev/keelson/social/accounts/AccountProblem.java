package dev.keelson.social.accounts;

import dev.keelson.shared.ProblemType;
import org.springframework.http.HttpStatus;

/** Problems of profiles and linked accounts. */
public enum AccountProblem implements ProblemType {
    ACCOUNT_NOT_FOUND(HttpStatus.NOT_FOUND, "No such account", "Fetch your linked accounts again."),
    ACCOUNT_NOT_LINKED(
            HttpStatus.CONFLICT,
            "The network is not linked",
            "Link it by POST /api/v1/social/link-sessions, then send the request again."),
    ACCOUNT_NEEDS_RELINK(
            HttpStatus.CONFLICT,
            "The network has to be linked again",
            "Link it again by POST /api/v1/social/link-sessions, then send the request again."),
    ACCOUNT_PAUSED(
            HttpStatus.CONFLICT,
            "The account is paused",
            "Resume it by PATCH /api/v1/social/accounts/{id}, or leave the network out."),
    ACCOUNT_OVER_PLAN(
            HttpStatus.FORBIDDEN,
            "Your plan allows fewer accounts than are linked",
            "Pause or unlink another account, or see GET /api/v1/billing/plans for a plan with more."),
    X_KEYS_MISSING(
            HttpStatus.SERVICE_UNAVAILABLE,
            "X is not available here",
            "Leave X out. Our operators have to set 'keelson.clients.ayrshare.x-api-key' and '…x-api-secret' to the keys of an"
                    + " X developer app."),
    PROFILE_SUSPENDED(
            HttpStatus.FORBIDDEN,
            "Your publishing profile is suspended at Ayrshare",
            "Contact support and tell the 'traceId': until Ayrshare lifts it nothing can be linked or published."),
    PROFILE_IN_PREPARATION(
            HttpStatus.SERVICE_UNAVAILABLE,
            "Your publishing profile is just being made",
            "Try again after 'Retry-After' seconds."),
    PROFILE_NOT_RECOVERABLE(
            HttpStatus.SERVICE_UNAVAILABLE,
            "Your publishing profile cannot be used",
            "Contact support and tell the 'traceId': the profile has to be removed at Ayrshare by hand."),
    PROFILE_KEY_WRONG(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "This is not the key of the user's profile",
            "Copy the key of the profile with the listed title from Ayrshare's dashboard.");

    private final Facts facts;

    AccountProblem(HttpStatus status, String title, String action) {
        facts = new Facts(status, title, action);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
