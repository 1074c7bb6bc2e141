package dev.keelson.social.posts;

import java.time.InstantSource;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Orders a scheduled post to be sent when its time has come: late rather than never, where nothing ran at that time. */
@Component
class PublishScheduledPost {
    private static final Logger log = LoggerFactory.getLogger(PublishScheduledPost.class);

    private final Posts posts;
    private final SocialQueue queue;
    private final InstantSource clock;

    PublishScheduledPost(Posts posts, SocialQueue queue, InstantSource clock) {
        this.posts = posts;
        this.queue = queue;
        this.clock = clock;
    }

    @Transactional
    void run(UUID id) {
        var now = clock.instant();
        posts.lock(id).filter(post -> post.isDue(now)).ifPresent(post -> {
            queue.publish(post.publish(now));
            posts.save(post);
            log.info("post=due post={} scheduledAt={}", id, post.scheduledAt());
        });
    }
}
