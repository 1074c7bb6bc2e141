package dev.keelson.social;

import java.time.InstantSource;
import org.springframework.stereotype.Component;

/** Takes over what Ayrshare tells of a post outside the order that sent it: by an event, or when it is compared. */
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
