package dev.keelson.social;

import dev.keelson.clients.ayrshare.AyrsharePost;
import dev.keelson.webhooks.NonRetryableWebhookException;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.time.InstantSource;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Ayrshare's {@code scheduled} events, with {@code tikTokPublished} among them: what became of a post that Ayrshare had
 * taken without knowing it yet. Where an event comes before we know Ayrshare's id of the post, the post's own look-up tells
 * the same.
 */
@Component
class PostWebhooks implements WebhookHandler {
    private final ProfileStore profiles;
    private final Posts posts;
    private final InstantSource clock;

    PostWebhooks(ProfileStore profiles, Posts posts, InstantSource clock) {
        this.profiles = profiles;
        this.posts = posts;
        this.clock = clock;
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.AYRSHARE;
    }

    @Override
    public Set<String> types() {
        return Set.of("scheduled");
    }

    @Override
    public WebhookOutcome handle(WebhookEvent event) {
        var told = AyrsharePost.read(event.payload());
        String refId = event.payload().path("refId").asString("");
        if (told.id() == null || refId.isEmpty()) {
            throw new NonRetryableWebhookException("a scheduled event without id or refId");
        }
        var ayrsharePostId = told.id();
        return profiles.findByRefId(refId)
                .flatMap(profile -> posts.lockByAyrsharePostId(profile.user().value(), ayrsharePostId))
                .map(post -> apply(post, ayrsharePostId, told))
                .orElse(WebhookOutcome.IGNORED);
    }

    private WebhookOutcome apply(Post post, String ayrsharePostId, AyrsharePost told) {
        boolean changed = false;
        for (var target : post.targets()) {
            if (target.ayrsharePostId().filter(ayrsharePostId::equals).isPresent()) {
                changed |= apply(post, target, Sighting.of(told, target.platform()));
            }
        }
        posts.save(post);
        return changed ? WebhookOutcome.APPLIED : WebhookOutcome.SUPERSEDED;
    }

    private boolean apply(Post post, PostTarget target, Sighting sighting) {
        return switch (sighting) {
            case Sighting.Published published -> post.published(target.id(), published, clock.instant());
            case Sighting.Refused refused
            when target.isOpen() -> {
                post.failed(target.id(), refused, clock.instant());
                yield true;
            }
            case Sighting.Refused _,
                    Sighting.Accepted _,
                    Sighting.RateLimited _,
                    Sighting.NotSent _,
                    Sighting.Unclear _ -> false;
        };
    }
}
