package dev.keelson.social.posts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.shared.ProblemException;
import dev.keelson.shared.UserId;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.networks.PostContent;
import dev.keelson.social.networks.PostContent.TargetContent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every action on a post of every status: what is allowed leads where the table says, and the rest is refused with a way out. */
class PostLifeTest {
    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");
    private static final Duration LEAD = Duration.ofMinutes(5);
    private static final PlannedTime LATER = PlannedTime.at(NOW.plus(Duration.ofHours(1)));
    private static final Sighting.Published OUT = new Sighting.Published("AYR", "1", null);
    private static final Sighting.Refused PASSING = new Sighting.Refused(PublishFailure.TEMPORARY, 436, "slow");

    static Stream<Arguments> everything() {
        return Arrays.stream(PostStatus.values())
                .flatMap(status -> Arrays.stream(PostAction.values()).map(action -> Arguments.of(status, action)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("everything")
    void postIsAfterwardsWhatTheTableSays(PostStatus status, PostAction action) {
        var post = in(status);
        var next = action.from(status);

        if (next.isPresent()) {
            assertThatCode(() -> act(post, action)).doesNotThrowAnyException();
            assertThat(post.status()).isEqualTo(next.get());
        } else {
            assertThatThrownBy(() -> act(post, action)).isInstanceOfSatisfying(ProblemException.class, refused -> {
                assertThat(refused.problem().type()).isEqualTo(PostProblem.POST_STATE);
                assertThat(refused.problem().detail())
                        .contains("'" + status.id() + "'")
                        .matches(".*cannot [a-z ]+\\. [A-Z].+\\.");
            });
            assertThat(post.status()).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsBeingPublishedIsLeftAlone(PostAction action) {
        assertThat(action.from(PostStatus.PUBLISHING)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"PUBLISHED", "PARTIALLY_PUBLISHED", "FAILED", "DELETED"})
    void whatHasGoneOutIsNotPublishedOnceMore(PostStatus status) {
        assertThat(PostAction.PUBLISH.from(status)).isEmpty();
        assertThat(PostAction.SCHEDULE.from(status)).isEmpty();
        assertThat(PostAction.EDIT.from(status)).isEmpty();
    }

    private static void act(Post post, PostAction action) {
        switch (action) {
            case EDIT -> post.rewrite(post.written(), UUID::randomUUID, NOW);
            case SCHEDULE -> post.schedule(LATER, LEAD, NOW);
            case UNSCHEDULE -> post.unschedule(NOW);
            case PUBLISH -> post.publish(NOW);
            case MOVE -> post.movedTo(LATER, NOW);
            case HOLD -> post.hold(HoldReason.MISSED, NOW);
            case RETRY -> post.retry(NOW);
            case DELETE -> post.delete(NOW);
        }
    }

    /** Brought there as a user and the networks would. */
    private static Post in(PostStatus status) {
        var targets = List.of(TargetContent.on(Platform.X), TargetContent.on(Platform.BLUESKY));
        var post = Post.draft(
                new UserId(UUID.randomUUID()), new PostContent("Hello", List.of(), targets), UUID::randomUUID, NOW);
        switch (status) {
            case DRAFT -> {}
            case SCHEDULED -> post.schedule(LATER, LEAD, NOW);
            case HELD -> {
                post.schedule(LATER, LEAD, NOW);
                post.hold(HoldReason.MISSED, NOW);
            }
            case PUBLISHING -> post.publish(NOW);
            case PUBLISHED -> post.publish(NOW).forEach(target -> post.published(target.id(), OUT, NOW));
            case PARTIALLY_PUBLISHED -> {
                var ordered = post.publish(NOW);
                post.published(ordered.getFirst().id(), OUT, NOW);
                post.failed(ordered.getLast().id(), PASSING, NOW);
            }
            case FAILED -> post.publish(NOW).forEach(target -> post.failed(target.id(), PASSING, NOW));
            case DELETED -> post.delete(NOW);
        }
        assertThat(post.status()).isEqualTo(status);
        return post;
    }
}
