package dev.keelson.social.posts;

import static dev.keelson.social.posts.PostStatus.DELETED;
import static dev.keelson.social.posts.PostStatus.DRAFT;
import static dev.keelson.social.posts.PostStatus.FAILED;
import static dev.keelson.social.posts.PostStatus.HELD;
import static dev.keelson.social.posts.PostStatus.PARTIALLY_PUBLISHED;
import static dev.keelson.social.posts.PostStatus.PUBLISHED;
import static dev.keelson.social.posts.PostStatus.PUBLISHING;
import static dev.keelson.social.posts.PostStatus.SCHEDULED;

import java.util.Map;
import java.util.Optional;

/**
 * What can be done with a post, and what it is then: the whole of its life, but for {@link PostStatus#PUBLISHING}, which its
 * targets end. What the table does not have is refused.
 *
 * <pre>
 *              draft      scheduled  held       publishing  published  partially  failed      deleted
 * EDIT         draft      scheduled  held       -           -          -          -           -
 * SCHEDULE     scheduled  scheduled  scheduled  -           -          -          -           -
 * UNSCHEDULE   draft      draft      draft      -           -          -          -           -
 * PUBLISH      publishing publishing publishing -           -          -          -           -
 * MOVE         -          scheduled  -          -           -          -          -           -
 * HOLD         -          held       -          -           -          -          -           -
 * RETRY        -          -          -          -           -          publishing publishing  -
 * DELETE       deleted    deleted    deleted    -           deleted    deleted    deleted     deleted
 * </pre>
 */
enum PostAction {
    EDIT("be edited", Map.of(DRAFT, DRAFT, SCHEDULED, SCHEDULED, HELD, HELD)),
    SCHEDULE("be scheduled", Map.of(DRAFT, SCHEDULED, SCHEDULED, SCHEDULED, HELD, SCHEDULED)),
    UNSCHEDULE("become a draft again", Map.of(DRAFT, DRAFT, SCHEDULED, DRAFT, HELD, DRAFT)),
    PUBLISH("be published", Map.of(DRAFT, PUBLISHING, SCHEDULED, PUBLISHING, HELD, PUBLISHING)),
    /** Its zone's rules have changed, and so the instant that was meant. */
    MOVE("be moved", Map.of(SCHEDULED, SCHEDULED)),
    HOLD("be held", Map.of(SCHEDULED, HELD)),
    RETRY("be retried", Map.of(PARTIALLY_PUBLISHED, PUBLISHING, FAILED, PUBLISHING)),
    DELETE(
            "be deleted",
            Map.of(
                    DRAFT,
                    DELETED,
                    SCHEDULED,
                    DELETED,
                    HELD,
                    DELETED,
                    PUBLISHED,
                    DELETED,
                    PARTIALLY_PUBLISHED,
                    DELETED,
                    FAILED,
                    DELETED,
                    DELETED,
                    DELETED));

    private final String words;

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
    private final Map<PostStatus, PostStatus> table;

    PostAction(String words, Map<PostStatus, PostStatus> table) {
        this.words = words;
        this.table = Map.copyOf(table);
    }

    /** What a post of that status is afterwards; empty where it may not. */
    Optional<PostStatus> from(PostStatus status) {
        return Optional.ofNullable(table.get(status));
    }

    /** Refuses what the status does not allow, and says what can be done instead. */
    PostStatus requireFrom(PostStatus status) {
        return from(status)
                .orElseThrow(() -> PostProblem.POST_STATE.because(
                        "The post is '%s' and cannot %s. %s".formatted(status.id(), words, instead(status))));
    }

    private static String instead(PostStatus status) {
        return switch (status) {
            case DRAFT -> "Schedule or publish it.";
            case SCHEDULED -> "Edit, unschedule, publish or delete it before its time.";
            case HELD -> "Schedule it anew, publish, unschedule or delete it.";
            case PUBLISHING -> "Wait until each network has answered; duplicate it to change what goes out next.";
            case PUBLISHED -> "Duplicate it for another post, or delete it.";
            case PARTIALLY_PUBLISHED, FAILED -> "Retry what failed, duplicate it to change what is sent, or delete it.";
            case DELETED -> "Duplicate it to post it anew.";
        };
    }
}
