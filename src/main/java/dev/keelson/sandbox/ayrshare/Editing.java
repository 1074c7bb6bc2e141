package dev.keelson.sandbox.ayrshare;

import dev.keelson.sandbox.server.SandboxStore;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** What can still be changed about a post: when it is published, whether, and the notes. */
@Component
class Editing {
    private static final Duration RETRY_WAITS_FOR = Duration.ofSeconds(1);

    private final SandboxStore store;
    private final Posts posts;
    private final Publishing publishing;
    private final Clock clock;

    Editing(SandboxStore store, Posts posts, Publishing publishing, Clock clock) {
        this.store = store;
        this.posts = posts;
        this.publishing = publishing;
        this.clock = clock;
    }

    /** @throws AyrshareException where the post did not fail, may not be retried or was retried before */
    Post retry(Caller caller, String id) {
        return store.atomically(() -> {
            var post = found(caller, id);
            boolean retryable = post.outcome().errors().stream().anyMatch(PostError::canBeRetried);
            if (post.status() != PostStatus.ERROR || !retryable || post.retried()) {
                throw AyrshareException.badParameter("The post cannot be retried.");
            }
            var at = clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(RETRY_WAITS_FOR);
            return publishing.save(post.retriedAt(at));
        });
    }

    /** @throws AyrshareException where the post is past the change */
    Post change(Caller caller, PostChange change) {
        return store.atomically(() -> {
            var post = found(caller, change.id());
            if (change.notes() != null) {
                post = post.noted(change.notes());
            }
            post = rescheduled(post, change);
            if (change.scheduledPause() != null) {
                post = paused(post, change.scheduledPause());
            }
            return change.approved() && post.status() == PostStatus.AWAITING_APPROVAL
                    ? publishing.start(post, caller.profile())
                    : publishing.save(post);
        });
    }

    private static Post rescheduled(Post post, PostChange change) {
        var date = change.date();
        if (date.isEmpty()) {
            return post;
        }
        if (post.status() != PostStatus.PENDING || !post.wasScheduled()) {
            throw AyrshareException.badParameter("Only a scheduled post can be scheduled anew.");
        }
        return post.rescheduled(date.get());
    }

    private static Post paused(Post post, boolean pause) {
        var from = pause ? PostStatus.PENDING : PostStatus.PAUSED;
        if (post.status() != from || !post.wasScheduled()) {
            throw AyrshareException.badParameter("Only a scheduled post can be paused, and only a paused one resumed.");
        }
        return pause
                ? post.with(post.outcome().become(PostStatus.PAUSED), null)
                : post.with(post.outcome().become(PostStatus.PENDING), post.scheduleDate());
    }

    private Post found(Caller caller, String id) {
        return posts.find(caller.profile().refId(), id)
                .orElseThrow(() -> new AyrshareException(HttpStatus.NOT_FOUND, Code.POST_NOT_FOUND));
    }
}
