package dev.keelson.social.posts;

import java.time.InstantSource;
import org.springframework.stereotype.Component;

/**
 * Takes over what Ayrshare tells of a post outside the order that sent it: by an event, or when it is compared.
 *
 * <p>Ayrshare gives its news no version, so their order is that of a post's life: what is out beats a refusal, a refusal beats
 * an open or unknown outcome, and of two refusals the one stays that leaves less hope. What an earlier event knew of the same
 * and a later one does not tell is kept.
 */
@Component
class ApplySighting {
    private final InstantSource clock;

    ApplySighting(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * @param post locked by the caller, who saves it
     * @return whether it was news
     */
    boolean to(Post post, PostTarget target, Sighting sighting) {
        return switch (sighting) {
            case Sighting.Published published -> post.published(target.id(), published, clock.instant());
            case Sighting.Refused refused -> post.refused(target.id(), refused, clock.instant());
            case Sighting.Accepted _, Sighting.RateLimited _, Sighting.NotSent _, Sighting.Unclear _ -> false;
        };
    }
}
