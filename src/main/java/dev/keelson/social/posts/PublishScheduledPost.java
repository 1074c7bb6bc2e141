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
import java.util.HashMap;
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
 * Orders scheduled posts to be sent when their time has come. One that was missed for too long, or that none of its networks
 * would take, is held instead: its user decides. Where some would take it, it goes out there, and fails at the others in a way
 * that can be retried.
 */
@Component
class PublishScheduledPost {
    private static final Logger log = LoggerFactory.getLogger(PublishScheduledPost.class);

    private final Posts posts;
    private final DuePosts due;
    private final LinkedAccounts accounts;
    private final SocialQueue queue;
    private final ScheduleSettings settings;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    PublishScheduledPost(
            Posts posts,
            DuePosts due,
            LinkedAccounts accounts,
            SocialQueue queue,
            ScheduleSettings settings,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.posts = posts;
        this.due = due;
        this.accounts = accounts;
        this.queue = queue;
        this.settings = settings;
        this.events = events;
        this.clock = clock;
    }

    /** @return how many of these posts are not due any more */
    @Transactional
    int run(List<UUID> ids) {
        var now = clock.instant();
        var found = posts.findByIdIn(due.lock(ids, now));
        var states = new HashMap<UserId, Map<Platform, LinkState>>();
        found.forEach(post -> decide(post, states.computeIfAbsent(post.user(), this::statesOf), now));
        posts.saveAll(found);
        return found.size();
    }

    private Map<Platform, LinkState> statesOf(UserId user) {
        return accounts.of(user).stream().collect(Collectors.toMap(Account::platform, Account::state));
    }

    private void decide(Post post, Map<Platform, LinkState> states, Instant now) {
        Instant scheduledAt = Objects.requireNonNull(post.scheduledAt());
        Duration late = Duration.between(scheduledAt, now);
        boolean nowhere =
                post.targets().stream().noneMatch(target -> states.get(target.platform()) == LinkState.ACTIVE);
        if (late.compareTo(settings.publishMissedFor()) > 0) {
            hold(post, HoldReason.MISSED, now);
        } else if (nowhere) {
            hold(post, HoldReason.ACCOUNT, now);
        } else {
            order(post, states, now);
            if (late.compareTo(settings.lateAfter()) > 0 && due.isLate(post.id(), now)) {
                events.publishEvent(new PostDelayed(post.id(), post.user(), scheduledAt));
            }
        }
    }

    private static void hold(Post post, HoldReason reason, Instant now) {
        post.hold(reason, now);
        log.info("post=held post={} reason={} scheduledAt={}", post.id(), reason, post.scheduledAt());
    }

    private void order(Post post, Map<Platform, LinkState> states, Instant now) {
        var ordered = post.publish(now);
        for (var target : ordered) {
            var state = states.getOrDefault(target.platform(), LinkState.UNLINKED);
            if (state != LinkState.ACTIVE) {
                var failure =
                        state == LinkState.PAUSED ? PublishFailure.ACCOUNT_PAUSED : PublishFailure.RELINK_REQUIRED;
                post.failed(target.id(), new Sighting.Refused(failure, null, null), now);
            }
        }
        queue.publish(ordered.stream().filter(PostTarget::isOpen).toList());
        log.info("post=due post={} scheduledAt={}", post.id(), post.scheduledAt());
    }
}
