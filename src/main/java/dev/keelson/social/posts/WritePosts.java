package dev.keelson.social.posts;

import dev.keelson.audit.AuditLog;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.UserId;
import dev.keelson.social.accounts.UsableAccounts;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.networks.PostContent;
import dev.keelson.social.networks.PostRules;
import dev.keelson.social.schedule.LocalTimes;
import dev.keelson.social.schedule.Planner;
import dev.keelson.social.schedule.ScheduleSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What a user does with posts. Each is one transaction with the tasks that carry it out; none calls Ayrshare. */
@Component
@Transactional
public class WritePosts {
    private final Posts posts;
    private final PostMedia media;
    private final UsableAccounts accounts;
    private final PostAllowance allowance;
    private final SocialQueue queue;
    private final Planner planner;
    private final ScheduleSettings settings;
    private final AuditLog audit;
    private final IdGenerator ids;
    private final InstantSource clock;

    WritePosts(
            Posts posts,
            PostMedia media,
            UsableAccounts accounts,
            PostAllowance allowance,
            SocialQueue queue,
            Planner planner,
            ScheduleSettings settings,
            AuditLog audit,
            IdGenerator ids,
            InstantSource clock) {
        this.posts = posts;
        this.media = media;
        this.accounts = accounts;
        this.allowance = allowance;
        this.queue = queue;
        this.planner = planner;
        this.settings = settings;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /** When a post is to go out. */
    public sealed interface When {
        record Draft() implements When {}

        record Now() implements When {}

        record At(PlannedTime time) implements When {}

        /** @param zone null for that of the user's schedule */
        record OnTheClock(LocalDateTime local, @Nullable ZoneId zone) implements When {}

        record NextFreeSlot() implements When {}
    }

    public Post create(UserId user, PostContent written, When when) {
        var post = Post.draft(user, written, ids::next, clock.instant());
        // First the rows, so that a task never stands before what it is about.
        posts.saveAndFlush(post);
        plan(post, when);
        return posts.saveAndFlush(post);
    }

    /** @param when null where it stays as it is */
    Post edit(UserId user, UUID id, @Nullable Long expectedVersion, PostEdit edit, @Nullable When when) {
        return change(user, id, expectedVersion, post -> {
            post.rewrite(edit.applyTo(post.written()), ids::next, clock.instant());
            if (when != null) {
                plan(post, when);
            } else if (post.status() == PostStatus.SCHEDULED) {
                requireReady(post, Objects.requireNonNull(post.scheduledAt()));
            }
        });
    }

    /** @param when a time that is still to come */
    Post schedule(UserId user, UUID id, @Nullable Long expectedVersion, When when) {
        return change(user, id, expectedVersion, post -> plan(post, when));
    }

    Post unschedule(UserId user, UUID id, @Nullable Long expectedVersion) {
        return change(user, id, expectedVersion, post -> plan(post, new When.Draft()));
    }

    /** A draft with the same content, whatever became of the one that it is copied from. */
    Post duplicate(UserId user, UUID id) {
        var original = posts.findByIdAndUserId(id, user.value()).orElseThrow(WritePosts::notFound);
        return posts.saveAndFlush(Post.draft(user, original.written(), ids::next, clock.instant()));
    }

    Post publish(UserId user, UUID id, @Nullable Long expectedVersion) {
        return change(user, id, expectedVersion, post -> plan(post, new When.Now()));
    }

    Post retry(UserId user, UUID id) {
        return change(user, id, null, post -> {
            var again = post.retry(clock.instant());
            accounts.require(user, again.stream().map(PostTarget::platform).toList());
            queue.publish(again);
            audit.record(user, "post.retried", id.toString(), Map.of("targets", again.size()));
        });
    }

    Post delete(UserId user, UUID id, @Nullable Long expectedVersion) {
        return change(user, id, expectedVersion, post -> {
            boolean before = post.status() == PostStatus.DELETED;
            allowance.giveBack(post);
            queue.remove(post.delete(clock.instant()));
            if (!before) {
                audit.record(user, "post.deleted", id.toString(), Map.of());
            }
        });
    }

    private Post change(UserId user, UUID id, @Nullable Long expectedVersion, Consumer<Post> change) {
        var post = posts.lock(id, user.value()).orElseThrow(WritePosts::notFound);
        if (expectedVersion != null && expectedVersion != post.version()) {
            throw PostProblem.POST_CHANGED.because("Somebody else changed the post after you fetched it.");
        }
        change.accept(post);
        post.targets(); // read now: who answers with the post has no transaction
        return posts.saveAndFlush(post);
    }

    private void plan(Post post, When when) {
        switch (when) {
            case When.Draft _ -> {
                allowance.giveBack(post);
                post.unschedule(clock.instant());
            }
            case When.At(var time) -> {
                planner.lock(post.user());
                planFor(post, time);
            }
            case When.OnTheClock(var local, var named) -> {
                planner.lock(post.user());
                var zone = named == null ? planner.zoneOf(post.user()) : named;
                planFor(post, new PlannedTime(LocalTimes.resolve(local, zone), zone, local));
            }
            case When.NextFreeSlot _ -> {
                var slot = planner.nextFree(post.user(), post.id(), platforms(post));
                schedule(post, new PlannedTime(slot.at(), slot.zone(), slot.local()));
            }
            case When.Now _ -> {
                var ordered = post.publish(clock.instant());
                requireReady(post, clock.instant());
                allowance.order(post);
                // The rows of networks that have just been added: the queue is not JPA's.
                posts.flush();
                queue.publish(ordered);
                audit.record(post.user(), "post.ordered", post.id().toString(), Map.of("targets", ordered.size()));
            }
        }
    }

    private void planFor(Post post, PlannedTime time) {
        schedule(post, time);
        planner.check(post.user(), post.id(), time.instant());
    }

    private void schedule(Post post, PlannedTime time) {
        post.schedule(time, settings.leadTime(), clock.instant());
        requireReady(post, time.instant());
        allowance.take(post);
        audit.record(
                post.user(),
                "post.scheduled",
                post.id().toString(),
                Map.of("at", time.instant().toString()));
    }

    /** @param at when it is to go out */
    private void requireReady(Post post, Instant at) {
        var written = post.written();
        PostRules.require(written, media.of(post.user(), written), at);
        accounts.require(post.user(), platforms(post));
    }

    private static List<Platform> platforms(Post post) {
        return post.targets().stream().map(PostTarget::platform).toList();
    }

    static ProblemException notFound() {
        return PostProblem.POST_NOT_FOUND.because("You have no post with this id.");
    }
}
