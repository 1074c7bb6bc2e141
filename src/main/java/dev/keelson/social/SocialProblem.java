package dev.keelson.social;

import dev.keelson.shared.ProblemType;
import org.springframework.http.HttpStatus;

/** Problems of social publishing. */
enum SocialProblem implements ProblemType {
    POST_NOT_FOUND(HttpStatus.NOT_FOUND, "No such post", "Fetch your posts again; it may have been deleted."),
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
    POST_BREAKS_RULES(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "A network would refuse the post",
            "Correct what 'errors' lists; POST /api/v1/social/posts/validate checks without publishing."),
    POST_STATE(HttpStatus.CONFLICT, "The post's status does not allow it", "Fetch the post and decide by its status."),
    POST_CHANGED(
            HttpStatus.PRECONDITION_FAILED,
            "The post was changed meanwhile",
            "Fetch the post, repeat the change on what is there now and send its new ETag as 'If-Match'."),
    NOTHING_TO_RETRY(
            HttpStatus.CONFLICT,
            "Nothing of this post may be sent again",
            "Look at each target's 'error': its action says what to do instead."),
    SCHEDULE_TOO_SOON(HttpStatus.UNPROCESSABLE_CONTENT, "The time is too close", "Choose a later time, or 'now'."),
    PROFILE_IN_PREPARATION(
            HttpStatus.SERVICE_UNAVAILABLE,
            "Your publishing profile is just being made",
            "Try again after 'Retry-After' seconds."),
    PROFILE_NOT_RECOVERABLE(
            HttpStatus.SERVICE_UNAVAILABLE,
            "Your publishing profile cannot be used",
            "Contact support and tell the 'traceId': the profile has to be removed at Ayrshare by hand.");

    private final Facts facts;

    SocialProblem(HttpStatus status, String title, String action) {
        facts = new Facts(status, title, action);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
