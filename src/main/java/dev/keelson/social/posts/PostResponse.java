package dev.keelson.social.posts;

import dev.keelson.clients.ayrshare.AyrshareCode;
import dev.keelson.social.networks.Platform;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A post as the API shows it.
 *
 * @param holdReason why it did not go out when it was due, of one that is held
 * @param holdAction what its user can do about that
 */
record PostResponse(
        UUID id,
        String content,
        List<String> mediaUrls,
        PostStatus status,
        @Nullable Instant scheduledAt,
        @Nullable String scheduledZone,
        @Nullable LocalDateTime scheduledLocal,
        @Nullable HoldReason holdReason,
        @Nullable String holdAction,
        @Nullable Instant publishedAt,
        Instant createdAt,
        Instant updatedAt,
        long version,
        List<TargetResponse> targets) {

    static PostResponse from(Post post) {
        var written = post.written();
        return new PostResponse(
                post.id(),
                written.text(),
                written.mediaUrls(),
                post.status(),
                post.scheduledAt(),
                post.scheduledZone(),
                post.scheduledLocal(),
                post.holdReason(),
                Optional.ofNullable(post.holdReason()).map(HoldReason::action).orElse(null),
                post.publishedAt(),
                post.createdAt(),
                post.updatedAt(),
                post.version(),
                post.targets().stream().map(TargetResponse::from).toList());
    }

    /**
     * @param retryAt while it waits for a limit to pass: when it is sent by itself
     * @param removal what became of deleting it at the network
     * @param vanishedAt when Ayrshare was seen not to have it any more, although it went out and was not deleted here: somebody
     *     has deleted it by other means
     * @param publishedText what is out, where that is not what was written here
     */
    record TargetResponse(
            UUID id,
            Platform platform,
            @Nullable String content,
            @Nullable String title,
            @Nullable String subreddit,
            @Nullable List<String> mediaUrls,
            @Nullable String firstComment,
            boolean thread,
            Map<String, Object> options,
            TargetStatus status,
            @Nullable String networkPostId,
            @Nullable String url,
            @Nullable Instant publishedAt,
            @Nullable Instant retryAt,
            @Nullable ErrorResponse error,
            @Nullable Removal removal,
            @Nullable Instant vanishedAt,
            @Nullable String publishedText) {

        static TargetResponse from(PostTarget target) {
            var written = target.written();
            return new TargetResponse(
                    target.id(),
                    target.platform(),
                    written.text(),
                    written.title(),
                    written.subreddit(),
                    written.mediaUrls(),
                    written.firstComment(),
                    written.thread(),
                    written.options(),
                    target.status(),
                    target.networkPostId(),
                    target.url(),
                    target.publishedAt(),
                    target.retryAt(),
                    Optional.ofNullable(target.failure())
                            .map(failure -> ErrorResponse.from(failure, target))
                            .orElse(null),
                    target.removal(),
                    target.vanishedAt(),
                    target.publishedText());
        }
    }

    /**
     * Why it did not go out.
     *
     * @param code stable
     * @param vendorCode Ayrshare's code
     * @param detail what the network said
     * @param retryable whether a retry sends it again
     * @param retryAt before when the network will not take it; null where it has not said so
     */
    record ErrorResponse(
            String code,
            @Nullable Integer vendorCode,
            String meaning,
            String action,
            @Nullable String detail,
            boolean retryable,
            @Nullable Instant retryAt) {

        static ErrorResponse from(PublishFailure failure, PostTarget target) {
            var known = AyrshareCode.of(target.vendorCode());
            boolean unknown = target.vendorCode() != null && known.isEmpty() && failure == PublishFailure.REFUSED;
            return new ErrorResponse(
                    failure.name(),
                    target.vendorCode(),
                    known.map(AyrshareCode::meaning).orElse(unknown ? AyrshareCode.UNKNOWN_MEANING : failure.meaning()),
                    known.map(AyrshareCode::action).orElse(unknown ? AyrshareCode.UNKNOWN_ACTION : failure.action()),
                    target.failureDetail(),
                    target.isRetryable(),
                    target.retryAt());
        }
    }
}
