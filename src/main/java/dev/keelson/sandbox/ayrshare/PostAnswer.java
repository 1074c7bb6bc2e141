package dev.keelson.sandbox.ayrshare;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/** What {@code POST /post} says about the post that it made. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PostAnswer(
        String status,
        @Nullable List<PostError> errors,
        @Nullable List<PostId> postIds,
        String id,
        String refId,
        @Nullable String profileTitle,
        String post,
        @Nullable Instant scheduleDate,
        @Nullable Boolean validate) {

    /** With a Profile-Key the answer is wrapped. */
    record Wrapped(String status, List<PostAnswer> posts) {}

    static ResponseEntity<Object> to(Caller caller, Post post) {
        var answer = from(caller, post);
        return ResponseEntity.status(httpStatus(post))
                .body(caller.byProfileKey() ? new Wrapped(answer.status(), List.of(answer)) : answer);
    }

    private static PostAnswer from(Caller caller, Post post) {
        var outcome = post.outcome();
        boolean hasOutcome = outcome.status() == PostStatus.SUCCESS || outcome.status() == PostStatus.ERROR;
        boolean stoppedByPrecheck = outcome.postIds().isEmpty()
                && !outcome.errors().isEmpty()
                && outcome.errors().stream().allMatch(error -> Boolean.TRUE.equals(error.verifyCheck()));
        return new PostAnswer(
                word(post),
                hasOutcome ? outcome.errors() : null,
                hasOutcome ? outcome.postIds() : null,
                post.id(),
                post.refId(),
                caller.byProfileKey() ? caller.profile().title() : null,
                post.request().text(),
                post.scheduleDate(),
                stoppedByPrecheck ? true : null);
    }

    private static String word(Post post) {
        return post.status() == PostStatus.PENDING && !post.retried()
                ? "scheduled"
                : post.status().word();
    }

    private static HttpStatus httpStatus(Post post) {
        if (post.status() != PostStatus.ERROR) {
            return HttpStatus.OK;
        }
        boolean onlyRateLimited = post.outcome().postIds().isEmpty()
                && post.outcome().errors().stream().allMatch(error -> error.code() == Code.RATE_LIMITED.number());
        return onlyRateLimited ? HttpStatus.TOO_MANY_REQUESTS : HttpStatus.BAD_REQUEST;
    }
}
