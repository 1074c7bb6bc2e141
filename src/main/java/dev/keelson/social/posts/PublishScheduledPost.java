package dev.keelson.social.posts;

import dev.keelson.shared.UserId;
import dev.keelson.social.PostDelayed;
import dev.keelson.social.accounts.Account;
import dev.keelson.social.accounts.Account.LinkState;
import dev.keelson.social.accounts.LinkedAccounts;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.schedule.ScheduleSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Orders scheduled posts to be sent when their time has come. One that was missed for too long, that none of its networks
 * would take, or that the plan has no room for any more is held instead: its user decides. Where some would take it, it goes out there, and fails at the others in a way
 * that can be retried.
 */
@Component
class PublishScheduledPost {
    private static final Logger log = LoggerFactory.getLogger(PublishScheduledPost.class);

    private final Posts posts;
    private final DuePosts due;
    private final LinkedAccounts accounts;
    private final PostAllowance allowance;
    private final SocialQueue queue;
    private final ScheduleSettings settings;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    PublishScheduledPost(
            Posts posts,
            DuePosts due,
            LinkedAccounts accounts,
            PostAllowance allowance,
            SocialQueue queue,
            ScheduleSettings settings,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.posts = posts;
        this.due = due;
        this.accounts = accounts;
        this.allowance = allowance;
        this.queue = queue;
        this.settings = settings;
        this.events = events;
        this.clock = clock;
    }

    /** @return how many of these posts are not due any more */
    @Transactional
    int run(List<UUID> ids) {
        var now = clock.instant();
        // Of a user and then of the next, as all nodes do: some of it is counted under a lock of the user's.
        var found = posts.findByIdIn(due.lock(ids, now)).stream()
                .sorted(Comparator.comparing((Post post) -> post.user().value()).thenComparing(Post::scheduledAt))
                .toList();
        var states = statesOf(found);
        var ordered = found.stream()
                .flatMap(post -> decide(post, states.getOrDefault(post.user(), Map.of()), now).stream())
                .toList();
        queue.publish(ordered);
        posts.saveAll(found);
        return found.size();
    }

    private Map<UserId, Map<Platform, LinkState>> statesOf(List<Post> found) {
        var users = found.stream().map(Post::user).collect(Collectors.toSet());
        return accounts.of(users).stream()
                .collect(Collectors.groupingBy(Account::user, Collectors.toMap(Account::platform, Account::state)));
    }

    /** @return what of it is to be sent */
    private List<PostTarget> decide(Post post, Map<Platform, LinkState> states, Instant now) {
        Instant scheduledAt = Objects.requireNonNull(post.scheduledAt());
        Duration late = Duration.between(scheduledAt, now);
        boolean nowhere =
                post.targets().stream().noneMatch(target -> states.get(target.platform()) == LinkState.ACTIVE);
        if (late.compareTo(settings.publishMissedFor()) > 0) {
            return held(post, HoldReason.MISSED, now);
        }
        if (nowhere) {
            return held(post, HoldReason.ACCOUNT, now);
        }
        if (!allowance.mayGoOut(post)) {
            return held(post, HoldReason.PLAN, now);
        }
        if (late.compareTo(settings.lateAfter()) > 0 && due.isLate(post.id(), now)) {
            events.publishEvent(new PostDelayed(post.id(), post.user(), scheduledAt));
        }
        return ordered(post, states, now);
    }

    private static List<PostTarget> held(Post post, HoldReason reason, Instant now) {
        post.hold(reason, now);
        log.info("post=held post={} reason={} scheduledAt={}", post.id(), reason, post.scheduledAt());
        return List.of();
    }

    private static List<PostTarget> ordered(Post post, Map<Platform, LinkState> states, Instant now) {
        var ordered = post.publish(now);
        for (var target : ordered) {
            var state = states.getOrDefault(target.platform(), LinkState.UNLINKED);
            if (state != LinkState.ACTIVE) {
                var failure =
                        state == LinkState.PAUSED ? PublishFailure.ACCOUNT_PAUSED : PublishFailure.RELINK_REQUIRED;
                post.failed(target.id(), new Sighting.Refused(failure, null, null), now);
            }
        }
        log.info("post=due post={} scheduledAt={}", post.id(), post.scheduledAt());
        return ordered.stream().filter(PostTarget::isOpen).toList();
    }
}
