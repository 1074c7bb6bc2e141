package dev.keelson.social.posts;

import dev.keelson.social.accounts.Account.Signal;
import dev.keelson.social.accounts.LinkedAccounts;
import dev.keelson.social.posts.Attempt.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes over what a call or a look came to, and says when the next step of its order is due. Each is done with the post locked,
 * in the caller's transaction.
 */
@Component
class Outcomes {
    private static final Logger log = LoggerFactory.getLogger(Outcomes.class);

    private final Posts posts;
    private final Attempts attempts;
    private final LinkedAccounts accounts;
    private final PublishSettings settings;
    private final InstantSource clock;

    Outcomes(Posts posts, Attempts attempts, LinkedAccounts accounts, PublishSettings settings, InstantSource clock) {
        this.posts = posts;
        this.attempts = attempts;
        this.accounts = accounts;
        this.settings = settings;
        this.clock = clock;
    }

    /** @return when the next step is due, empty when the order is carried out */
    Optional<Instant> take(Post post, Attempt attempt, Sighting sighting) {
        if (!isNewest(post, attempt)) {
            return overtaken(post, attempt, sighting);
        }
        var due = switch (sighting) {
            case Sighting.Published published -> published(post, attempt, published);
            case Sighting.Accepted accepted -> {
                attempts.found(attempt, Outcome.PENDING, null);
                attempts.known(attempt, accepted.ayrshareId());
                post.accepted(attempt.targetId(), accepted.ayrshareId(), clock.instant());
                yield nextLook(attempt);
            }
            case Sighting.Refused refused -> refused(post, attempt, refused);
            case Sighting.RateLimited limited -> wait(post, attempt, Outcome.RATE_LIMITED, limited.retryAfter());
            case Sighting.NotSent _ -> wait(post, attempt, Outcome.NOT_SENT, Duration.ZERO);
            case Sighting.Unclear unclear -> {
                attempts.found(attempt, Outcome.UNKNOWN, unclear.code());
                attempts.known(attempt, unclear.ayrshareId());
                if (unclear.keyWasSeen()) {
                    attempts.keyWasSeen(attempt);
                }
                post.unanswered(attempt.targetId(), unclear, clock.instant());
                yield nextLook(attempt);
            }
        };
        posts.save(post);
        return due;
    }

    /** It was looked for long enough, and surely is not there. */
    Optional<Instant> absent(Post post, Attempt attempt) {
        if (!isNewest(post, attempt)) {
            return Optional.empty();
        }
        attempts.found(attempt, Outcome.ABSENT, null);
        var target = post.target(attempt.targetId());
        if (attempts.sendsUnder(attempt.key()) < settings.maxSends()) {
            log.warn("post_target=absent target={} key={} then=sent_again", attempt.targetId(), attempt.key());
            if (Videos.isAmong(target.platform(), post.written().mediaFor(target.written()))) {
                target.leaveToAyrshare();
            }
            post.waiting(attempt.targetId(), clock.instant(), clock.instant());
            posts.save(post);
            return Optional.of(clock.instant());
        }
        post.failed(
                attempt.targetId(), new Sighting.Refused(PublishFailure.NOT_DELIVERED, null, null), clock.instant());
        posts.save(post);
        return Optional.empty();
    }

    /** What became of it cannot be found out: from now on its user has to look. */
    Optional<Instant> giveUp(Post post, Attempt attempt) {
        log.warn("post_target=left_unknown target={} key={}", attempt.targetId(), attempt.key());
        post.leftUnknown(attempt.targetId(), clock.instant());
        posts.save(post);
        return Optional.empty();
    }

    /** Whether nothing was sent after it and its order still runs. */
    boolean isNewest(Post post, Attempt attempt) {
        return post.target(attempt.targetId()).awaits(attempt.round())
                && attempts.latest(attempt.targetId(), attempt.round())
                        .filter(latest -> latest.id().equals(attempt.id()))
                        .isPresent();
    }

    /**
     * Others took the sender for dead and have settled it meanwhile, or sent it again. From here only counts that it is out: the
     * rest is about a call that is not the last one.
     */
    private Optional<Instant> overtaken(Post post, Attempt attempt, Sighting sighting) {
        log.warn("post_target=overtaken target={} attempt={}", attempt.targetId(), attempt.id());
        if (sighting instanceof Sighting.Published published) {
            published(post, attempt, published);
            posts.save(post);
        }
        return Optional.empty();
    }

    private Optional<Instant> published(Post post, Attempt attempt, Sighting.Published published) {
        attempts.found(attempt, Outcome.PUBLISHED, null);
        attempts.known(attempt, published.ayrshareId());
        post.published(attempt.targetId(), published, clock.instant());
        log.info("post_target=published target={} attempt={}", attempt.targetId(), attempt.number());
        return Optional.empty();
    }

    private Optional<Instant> refused(Post post, Attempt attempt, Sighting.Refused refused) {
        attempts.found(attempt, Outcome.REFUSED, refused.code());
        post.failed(attempt.targetId(), refused, clock.instant());
        log.info(
                "post_target=failed target={} failure={} vendorCode={}",
                attempt.targetId(),
                refused.failure(),
                refused.code());
        if (refused.failure() == PublishFailure.RELINK_REQUIRED) {
            var platform = post.target(attempt.targetId()).platform();
            if (accounts.signalled(post.user(), platform, Signal.REFUSED, beforeItsSecond(attempt), null)) {
                accounts.settle(post.user());
            }
        }
        return Optional.empty();
    }

    /**
     * Ayrshare tells in whole seconds when an account was linked, which may be right after it was refused. A refusal that is
     * taken for older than it was comes again with the next post.
     */
    private static Instant beforeItsSecond(Attempt attempt) {
        return attempt.startedAt().truncatedTo(ChronoUnit.SECONDS).minusMillis(1);
    }

    /** It certainly did not go out: it is sent again after a pause, a limited number of times. */
    private Optional<Instant> wait(Post post, Attempt attempt, Outcome outcome, Duration told) {
        UUID target = attempt.targetId();
        Instant now = clock.instant();
        int waits = attempts.waits(attempt);
        attempts.found(attempt, outcome, null);
        Duration pause = settings.pauseBeforeSending(waits);
        Instant due = now.plus(pause.compareTo(told) < 0 ? told : pause);
        if (waits >= settings.maxWaits()) {
            boolean limited = outcome == Outcome.RATE_LIMITED;
            var failure = limited ? PublishFailure.RATE_LIMITED : PublishFailure.TEMPORARY;
            post.failed(target, new Sighting.Refused(failure, null, null), limited ? due : null, now);
            return Optional.empty();
        }
        post.waiting(target, due, now);
        return Optional.of(due);
    }

    private Optional<Instant> nextLook(Attempt attempt) {
        return Optional.of(clock.instant().plus(settings.pauseBeforeLook(attempt.looks())));
    }
}
