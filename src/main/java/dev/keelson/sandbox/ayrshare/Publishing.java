package dev.keelson.sandbox.ayrshare;

import dev.keelson.sandbox.server.SandboxStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The life of a post: taken, published at once or when it is due, finished later where TikTok is slow. */
@Component
class Publishing {
    private static final Duration TIKTOK_WORKS_FOR = Duration.ofSeconds(3);

    private final SandboxStore store;
    private final Profiles profiles;
    private final Posts posts;
    private final Precheck precheck;
    private final Networks networks;
    private final Hooks hooks;
    private final Timetable timetable;
    private final Clock clock;

    Publishing(
            SandboxStore store,
            Profiles profiles,
            Posts posts,
            Precheck precheck,
            Networks networks,
            Hooks hooks,
            Timetable timetable,
            Clock clock) {
        this.store = store;
        this.profiles = profiles;
        this.posts = posts;
        this.precheck = precheck;
        this.networks = networks;
        this.hooks = hooks;
        this.timetable = timetable;
        this.clock = clock;
    }

    /** @throws AyrshareException where the whole call is refused; a single network's refusal is in the post's outcome */
    Post submit(Caller caller, PostRequest request) {
        return store.atomically(() -> {
            precheck.refuseWholeCall(caller.profile(), request);
            var post = take(caller, request);
            return request.requiresApproval()
                    ? save(post.with(Post.Outcome.of(PostStatus.AWAITING_APPROVAL), null))
                    : start(post, caller.profile());
        });
    }

    private Post take(Caller caller, PostRequest request) {
        var now = now();
        return new Post(
                Ids.document(),
                caller.profile().refId(),
                request,
                request.networks(caller.profile()),
                caller.bringsXKeys(),
                now,
                request.scheduledAt().filter(at -> at.isAfter(now)).orElse(null),
                null,
                false,
                request.notes(),
                Post.Outcome.of(PostStatus.PENDING));
    }

    /** Publishes the post, or schedules it where its date is still to come. */
    Post start(Post post, Profile profile) {
        var errors = precheck.errors(post, profile);
        if (post.scheduleDate() == null || !post.scheduleDate().isAfter(now())) {
            return publish(post, profile, errors);
        }
        boolean isCheckedLater = Boolean.FALSE.equals(post.request().validateScheduled());
        return errors.isEmpty() || isCheckedLater
                ? save(post.with(Post.Outcome.of(PostStatus.PENDING), post.scheduleDate()))
                : save(post.with(Post.Outcome.of(List.of(), errors), null));
    }

    private Post publish(Post post, Profile profile, List<PostError> errors) {
        var outcome = networks.publish(post, profile, errors);
        return save(post.with(outcome, nextStepAt(outcome)));
    }

    private @Nullable Instant nextStepAt(Post.Outcome outcome) {
        return outcome.postIds().stream().anyMatch(PostId::waits) ? now().plus(TIKTOK_WORKS_FOR) : null;
    }

    /** Keeps the post, and its next step in mind. */
    Post save(Post post) {
        posts.save(post);
        remind(post);
        return post;
    }

    private void remind(Post post) {
        if (post.nextStepAt() != null) {
            timetable.at(post.nextStepAt(), () -> step(post.refId(), post.id()));
        }
    }

    /** Does what is due; a reminder that has been overtaken finds nothing to do. */
    private void step(String refId, String id) {
        store.atomically(() -> posts.find(refId, id).filter(this::isDue).ifPresent(this::step));
    }

    private boolean isDue(Post post) {
        return post.nextStepAt() != null && !post.nextStepAt().isAfter(clock.instant());
    }

    private void step(Post post) {
        if (post.waitsForTikTok()) {
            hooks.tikTokPublished(save(post.with(networks.finish(post), null)));
            return;
        }
        var profile = profiles.find(post.refId()).orElseThrow();
        var published = publish(post, profile, precheck.errors(post, profile));
        if (post.wasScheduled()) {
            hooks.scheduled(published);
        }
    }

    @EventListener(ApplicationReadyEvent.class)
    void resume() {
        Stream.concat(profiles.list().stream(), Stream.of(profiles.primary()))
                .flatMap(profile -> posts.list(profile.refId()).stream())
                .forEach(this::remind);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
