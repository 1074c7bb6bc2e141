package dev.keelson.social.posts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.social.PostPublished;
import dev.keelson.social.SocialFixture;
import dev.keelson.social.SocialFixture.Member;
import dev.keelson.social.SocialTest;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.networks.PostContent;
import dev.keelson.social.networks.PostContent.TargetContent;
import dev.keelson.webhooks.NonRetryableWebhookException;
import dev.keelson.webhooks.WebhookOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;
import org.springframework.transaction.support.TransactionTemplate;

/** Ayrshare's news of posts: in any order, and any number of times. */
@SocialTest
@RecordApplicationEvents
class PostWebhooksTest {
    @Autowired
    private SocialFixture social;

    @Autowired
    private PostWebhooks webhooks;

    @Autowired
    private Posts posts;

    @Autowired
    private TransactionTemplate transaction;

    @Test
    void tikTokPublishedSettlesThePendingTarget(ApplicationEvents events) {
        var member = social.linkedTo(Platform.TIKTOK);
        var post = accepted(member, "AYR-1-" + member.refId());

        var outcome = social.deliver(webhooks, published(member, "AYR-1-" + member.refId(), "7301"));

        assertThat(outcome).isEqualTo(WebhookOutcome.APPLIED);
        assertThat(social.fetch(member, post).path("status").asString()).isEqualTo("published");
        assertThat(events.stream(PostPublished.class).map(PostPublished::postId))
                .containsExactly(post);
    }

    @Test
    void secondDeliveryChangesNothing(ApplicationEvents events) {
        var member = social.linkedTo(Platform.TIKTOK);
        accepted(member, "AYR-2-" + member.refId());
        String event = published(member, "AYR-2-" + member.refId(), "7301");
        social.deliver(webhooks, event);

        var outcome = social.deliver(webhooks, event);

        assertThat(outcome).isEqualTo(WebhookOutcome.SUPERSEDED);
        assertThat(events.stream(PostPublished.class)).hasSize(1);
    }

    @Test
    void anotherProfilesPostIsIgnored() {
        var member = social.linkedTo(Platform.TIKTOK);
        accepted(member, "AYR-3-" + member.refId());
        var stranger = social.linkedTo(Platform.TIKTOK);

        var outcome = social.deliver(webhooks, published(stranger, "AYR-3-" + member.refId(), "7301"));

        assertThat(outcome).isEqualTo(WebhookOutcome.IGNORED);
    }

    @Test
    void eventWithoutAnIdIsNeverRetried() {
        assertThatThrownBy(() -> social.deliver(webhooks, "{\"action\": \"scheduled\", \"refId\": \"r\"}"))
                .isInstanceOf(NonRetryableWebhookException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyOrderOfNewsEndsInTheSameTarget(long seed) {
        var random = new Random(seed);
        var member = social.linkedTo(Platform.TIKTOK);
        String ayrshareId = "AYR-seed-" + seed + member.refId();
        var post = accepted(member, ayrshareId);
        var news = new ArrayList<>(List.of(
                pending(member, ayrshareId),
                refused(member, ayrshareId),
                published(member, ayrshareId, "7301"),
                published(member, ayrshareId, "7301"),
                refused(member, ayrshareId)));
        Collections.shuffle(news, random);

        news.forEach(event -> social.deliver(webhooks, event));

        var target = social.fetch(member, post).path("targets").path(0);
        assertThat(target.path("status").asString())
                .as("seed %d: %s", seed, news)
                .isEqualTo("published");
        assertThat(target.path("networkPostId").asString()).isEqualTo("7301");
        assertThat(target.path("error").isNull()).isTrue();
    }

    /** A post that Ayrshare has taken and the network does not show yet. */
    private UUID accepted(Member member, String ayrshareId) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            var now = Instant.now();
            var content = new PostContent(
                    "Look", List.of("https://cdn.example.com/a.mp4"), List.of(TargetContent.on(Platform.TIKTOK)));
            var post = Post.draft(member.user().id(), content, UUID::randomUUID, now);
            var target = post.publish(now).getFirst();
            post.sending(target.id(), now);
            post.accepted(target.id(), ayrshareId, now);
            return posts.save(post).id();
        }));
    }

    private static String published(Member member, String id, String networkId) {
        return event(member, id, "success", """
                {"platform": "tiktok", "status": "success", "id": "%s", "postUrl": "https://www.tiktok.com/1"}
                """.formatted(networkId), "");
    }

    private static String pending(Member member, String id) {
        return event(member, id, "success", """
                {"platform": "tiktok", "status": "success", "id": "pending"}
                """, "");
    }

    private static String refused(Member member, String id) {
        return event(member, id, "error", "", """
                {"platform": "tiktok", "status": "error", "code": 138, "message": "Refused"}
                """);
    }

    private static String event(Member member, String id, String status, String postIds, String errors) {
        return """
                {"action": "scheduled", "subAction": "tikTokPublished", "created": "2026-01-05T01:18:47Z", "code": 200,
                 "hookId": "TKL1", "refId": "%s", "status": "%s", "id": "%s", "postIds": [%s], "errors": [%s]}
                """.formatted(member.refId(), status, id, postIds, errors);
    }
}
