package dev.keelson.social.posts;

import dev.keelson.clients.ayrshare.AyrsharePost;
import dev.keelson.shared.UserId;
import dev.keelson.social.accounts.ProfileStore;
import dev.keelson.webhooks.NonRetryableWebhookException;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Ayrshare's {@code scheduled} events, with {@code tikTokPublished} among them: what became of a post that Ayrshare had
 * taken without knowing it yet. Where an event comes before we know Ayrshare's id of the post, the post's own look-up tells
 * the same. Which of several pieces of news stays, {@link ApplySighting} says.
 */
@Component
class PostWebhooks implements WebhookHandler {
    private final ProfileStore profiles;
    private final Posts posts;
    private final Attempts attempts;
    private final ApplySighting apply;

    PostWebhooks(ProfileStore profiles, Posts posts, Attempts attempts, ApplySighting apply) {
        this.profiles = profiles;
        this.posts = posts;
        this.attempts = attempts;
        this.apply = apply;
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
                .flatMap(profile -> posts.lockByAyrsharePostId(profile.user().value(), ayrsharePostId)
                        .map(post -> apply(post, ayrsharePostId, told))
                        .or(() -> applyToOlder(profile.user(), ayrsharePostId, told)))
                .orElse(WebhookOutcome.IGNORED);
    }

    /**
     * Of what an order sent that the user has repeated since. If it is out after all, it is not sent once more; anything else is
     * no longer of interest.
     */
    private Optional<WebhookOutcome> applyToOlder(UserId user, String ayrsharePostId, AyrsharePost told) {
        return attempts.targetsOf(user, ayrsharePostId).stream()
                .findFirst()
                .flatMap(posts::lockByTarget)
                .map(post -> {
                    boolean changed = false;
                    for (var target : post.targets()) {
                        if (Sighting.of(told, target.platform()) instanceof Sighting.Published published) {
                            changed |= apply.to(post, target, published);
                        }
                    }
                    posts.save(post);
                    return changed ? WebhookOutcome.APPLIED : WebhookOutcome.SUPERSEDED;
                });
    }

    private WebhookOutcome apply(Post post, String ayrsharePostId, AyrsharePost told) {
        boolean changed = false;
        for (var target : post.targets()) {
            if (target.ayrsharePostId().filter(ayrsharePostId::equals).isPresent()) {
                changed |= apply.to(post, target, Sighting.of(told, target.platform()));
            }
        }
        posts.save(post);
        return changed ? WebhookOutcome.APPLIED : WebhookOutcome.SUPERSEDED;
    }
}
