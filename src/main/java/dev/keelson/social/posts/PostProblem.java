package dev.keelson.social.posts;

import dev.keelson.shared.ProblemType;
import org.springframework.http.HttpStatus;

/** Problems of posts and their life cycle. */
public enum PostProblem implements ProblemType {
    POST_NOT_FOUND(HttpStatus.NOT_FOUND, "No such post", "Fetch your posts again; it may have been deleted."),
    POST_STATE(
            HttpStatus.CONFLICT,
            "The post's status does not allow it",
            "Do what 'detail' says can be done with a post of this status."),
    POST_CHANGED(
            HttpStatus.PRECONDITION_FAILED,
            "The post was changed meanwhile",
            "Fetch the post, repeat the change on what is there now and send its new ETag as 'If-Match'."),
    NOTHING_TO_RETRY(
            HttpStatus.CONFLICT,
            "Nothing of this post may be sent again",
            "Look at each target's 'error': its action says what to do instead."),
    SCHEDULE_TOO_SOON(HttpStatus.UNPROCESSABLE_CONTENT, "The time is too close", "Choose a later time, or 'now'.");

    private final Facts facts;

    PostProblem(HttpStatus status, String title, String action) {
        facts = new Facts(status, title, action);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
