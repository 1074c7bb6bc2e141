package dev.keelson.sandbox.ayrshare;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A post as Ayrshare keeps it.
 *
 * @param broughtXKeys whether the call that made it carried the API keys of an X application
 * @param scheduleDate when it is to be published; null where that was at once
 * @param nextStepAt when something is to be done about it; null where nothing is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Post(
        String id,
        String refId,
        PostRequest request,
        List<Network> platforms,
        boolean broughtXKeys,
        Instant created,
        @Nullable Instant scheduleDate,
        @Nullable Instant nextStepAt,
        boolean retried,
        @Nullable String notes,
        Outcome outcome) {

    /** What has become of it so far. */
    record Outcome(PostStatus status, List<PostId> postIds, List<PostError> errors) {
        static Outcome of(PostStatus status) {
            return new Outcome(status, List.of(), List.of());
        }

        static Outcome of(List<PostId> postIds, List<PostError> errors) {
            return new Outcome(errors.isEmpty() ? PostStatus.SUCCESS : PostStatus.ERROR, postIds, errors);
        }

        Outcome become(PostStatus newStatus) {
            return new Outcome(newStatus, postIds, errors);
        }

        boolean isPublishedOn(Network network) {
            return postIds.stream().anyMatch(postId -> postId.platform() == network);
        }
    }

    Post with(Outcome newOutcome, @Nullable Instant newNextStepAt) {
        return new Post(
                id,
                refId,
                request,
                platforms,
                broughtXKeys,
                created,
                scheduleDate,
                newNextStepAt,
                retried,
                notes,
                newOutcome);
    }

    Post retriedAt(Instant at) {
        return new Post(
                id,
                refId,
                request,
                platforms,
                broughtXKeys,
                created,
                scheduleDate,
                at,
                true,
                notes,
                outcome.become(PostStatus.PENDING));
    }

    Post rescheduled(Instant at) {
        return new Post(id, refId, request, platforms, broughtXKeys, created, at, at, retried, notes, outcome);
    }

    Post noted(String newNotes) {
        return new Post(
                id,
                refId,
                request,
                platforms,
                broughtXKeys,
                created,
                scheduleDate,
                nextStepAt,
                retried,
                newNotes,
                outcome);
    }

    PostStatus status() {
        return outcome.status();
    }

    boolean wasScheduled() {
        return scheduleDate != null;
    }

    /** Whether TikTok still works on it. */
    boolean waitsForTikTok() {
        return outcome.postIds().stream().anyMatch(PostId::waits);
    }

    List<Network> unpublished() {
        return platforms.stream()
                .filter(network -> !outcome.isPublishedOn(network))
                .toList();
    }

    /** The instant around which Ayrshare looks for duplicates. */
    Instant appearsAt() {
        return scheduleDate == null ? created : scheduleDate;
    }
}
