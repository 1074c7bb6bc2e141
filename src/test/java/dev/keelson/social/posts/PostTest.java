package dev.keelson.social.posts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.shared.ProblemException;
import dev.keelson.shared.ProblemType;
import dev.keelson.shared.UserId;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.networks.PostContent;
import dev.keelson.social.networks.PostContent.TargetContent;
import dev.keelson.social.posts.Sighting.Published;
import dev.keelson.social.posts.Sighting.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PostTest {
    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");
    private static final Duration LEAD = Duration.ofMinutes(5);
    private static final Published OUT = new Published("AYR", "1", "https://example.com/1");
    private static final Refused LIMITED = new Refused(PublishFailure.RATE_LIMITED, 435, "later");
    private static final Refused DUPLICATE = new Refused(PublishFailure.DUPLICATE, 110, "again");

    @Test
    void statusFollowsItsTargets() {
        var post = draft(Platform.X, Platform.BLUESKY);
        var targets = post.publish(NOW);
        assertThat(post.status()).isEqualTo(PostStatus.PUBLISHING);

        post.published(targets.getFirst().id(), OUT, NOW);
        assertThat(post.status()).isEqualTo(PostStatus.PUBLISHING);

        post.failed(targets.getLast().id(), LIMITED, NOW);
        assertThat(post.status()).isEqualTo(PostStatus.PARTIALLY_PUBLISHED);
    }

    @Test
    void postWithoutACertainOutcomeIsStillPublishing() {
        var post = draft(Platform.X);
        var target = post.publish(NOW).getFirst();
        post.sending(target.id(), NOW);

        post.unanswered(target.id(), Sighting.Unclear.NOTHING, NOW);
        assertThat(post.status()).isEqualTo(PostStatus.PUBLISHING);

        post.leftUnknown(target.id(), NOW);
        assertThat(post.status()).isEqualTo(PostStatus.FAILED);
        assertThat(target.isRetryable()).isFalse();
    }

    @Test
    void ofTwoRefusalsTheOneThatLeavesLessHopeStaysInEitherOrder() {
        for (var told : List.of(List.of(LIMITED, DUPLICATE), List.of(DUPLICATE, LIMITED))) {
            var post = draft(Platform.X);
            var target = post.publish(NOW).getFirst();

            told.forEach(refused -> post.refused(target.id(), refused, NOW));

            assertThat(target.failure()).isEqualTo(PublishFailure.DUPLICATE);
            assertThat(target.vendorCode()).isEqualTo(110);
        }
    }

    @Test
    void refusalIsNewsWhereTheOutcomeWasLeftUnknown() {
        var post = draft(Platform.X);
        var target = post.publish(NOW).getFirst();
        post.leftUnknown(target.id(), NOW);

        assertThat(post.refused(target.id(), LIMITED, NOW)).isTrue();

        assertThat(target.status()).isEqualTo(TargetStatus.FAILED);
        assertThat(target.isRetryable()).isTrue();
    }

    @Test
    void addressThatIsToldLaterIsKeptThoughAnEventWithoutItComesLast() {
        var post = draft(Platform.X);
        var target = post.publish(NOW).getFirst();
        var withoutAddress = new Published("AYR", "1", null);

        assertThat(post.published(target.id(), withoutAddress, NOW)).isTrue();
        assertThat(post.published(target.id(), OUT, NOW)).isTrue();
        assertThat(post.published(target.id(), withoutAddress, NOW)).isFalse();

        assertThat(target.url()).isEqualTo("https://example.com/1");
    }

    @Test
    void whatIsOutStaysOut() {
        var post = draft(Platform.X);
        var target = post.publish(NOW).getFirst();
        post.published(target.id(), OUT, NOW);

        post.failed(target.id(), LIMITED, NOW);
        post.unanswered(target.id(), Sighting.Unclear.NOTHING, NOW);

        assertThat(target.status()).isEqualTo(TargetStatus.PUBLISHED);
        assertThat(post.status()).isEqualTo(PostStatus.PUBLISHED);
    }

    @Test
    void lateNewsThatItIsOutOverridesAFailure() {
        var post = draft(Platform.X);
        var target = post.publish(NOW).getFirst();
        post.failed(target.id(), LIMITED, NOW);

        post.published(target.id(), OUT, NOW);

        assertThat(post.status()).isEqualTo(PostStatus.PUBLISHED);
        assertThat(target.failure()).isNull();
    }

    @Test
    void retryTakesOnlyWhatFailedAndMaySucceed() {
        var post = draft(Platform.BLUESKY, Platform.THREADS, Platform.X);
        var targets = post.publish(NOW);
        post.published(targets.get(0).id(), OUT, NOW);
        post.failed(targets.get(1).id(), LIMITED, NOW);
        post.failed(targets.get(2).id(), DUPLICATE, NOW);

        var again = post.retry(NOW);

        assertThat(again).containsExactly(targets.get(1));
        assertThat(again.getFirst().round()).isEqualTo(2);
        assertThat(post.status()).isEqualTo(PostStatus.PUBLISHING);
    }

    @Test
    void retryWithoutAnythingToRetryIsRefused() {
        var post = draft(Platform.X);
        post.failed(post.publish(NOW).getFirst().id(), DUPLICATE, NOW);

        refused(PostProblem.NOTHING_TO_RETRY, () -> post.retry(NOW));
    }

    @Test
    void postIsPublishedOnce() {
        var post = draft(Platform.X);
        post.publish(NOW);

        refused(PostProblem.POST_STATE, () -> post.publish(NOW));
        refused(PostProblem.POST_STATE, () -> post.rewrite(post.written(), UUID::randomUUID, NOW));
        refused(PostProblem.POST_STATE, () -> post.delete(NOW));
    }

    @Test
    void scheduleNeedsItsLead() {
        var post = draft(Platform.X);

        refused(PostProblem.SCHEDULE_TOO_SOON, () -> post.schedule(PlannedTime.at(NOW.plusSeconds(299)), LEAD, NOW));

        var at = NOW.plusSeconds(300);
        post.schedule(PlannedTime.at(at), LEAD, NOW);
        assertThat(post.isDue(at.minusNanos(1))).isFalse();
        assertThat(post.isDue(at)).isTrue();
    }

    @Test
    void deletedPostSaysWhichNetworksKeepIt() {
        var post = draft(Platform.INSTAGRAM, Platform.X);
        post.publish(NOW).forEach(target -> post.published(target.id(), OUT, NOW));

        var removable = post.delete(NOW);

        assertThat(removable).extracting(PostTarget::platform).containsExactly(Platform.X);
        assertThat(post.targets()).extracting(PostTarget::removal).containsExactly(Removal.REFUSED, Removal.PENDING);
        assertThat(post.delete(NOW)).isEmpty();
    }

    @Test
    void rewritingKeepsTheTargetsThatStay() {
        var post = draft(Platform.X, Platform.THREADS);
        var kept = post.targets().stream()
                .filter(target -> target.platform() == Platform.X)
                .toList();

        post.rewrite(content(Platform.X, Platform.REDDIT), UUID::randomUUID, NOW);

        assertThat(post.targets())
                .extracting(PostTarget::platform)
                .containsExactlyInAnyOrder(Platform.X, Platform.REDDIT);
        assertThat(post.targets()).containsAll(kept);
    }

    private static Post draft(Platform... platforms) {
        return Post.draft(new UserId(UUID.randomUUID()), content(platforms), UUID::randomUUID, NOW);
    }

    private static PostContent content(Platform... platforms) {
        List<TargetContent> targets = Arrays.stream(platforms)
                .map(platform -> TargetContent.on(platform))
                .toList();
        return new PostContent("Hello", List.of(), targets);
    }

    private static void refused(ProblemType problem, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().type()).isEqualTo(problem));
    }
}
