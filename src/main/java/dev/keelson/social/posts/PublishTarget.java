package dev.keelson.social.posts;

import dev.keelson.clients.ayrshare.AyrshareSettings;
import dev.keelson.clients.ayrshare.PostRequest;
import dev.keelson.clients.ayrshare.ProfileKey;
import dev.keelson.social.accounts.Account.Signal;
import dev.keelson.social.accounts.LinkedAccounts;
import dev.keelson.social.accounts.Profiles;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.posts.Attempt.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Carries out one order to send a target, once. Each run makes one step: it sends, or it looks for what an earlier run may
 * have sent. An attempt is committed before its call, so a run that finds one without an answer knows that the post may be
 * out; it is sent again only when it was looked for long enough and surely is not there.
 */
@Component
class PublishTarget {
    private static final Logger log = LoggerFactory.getLogger(PublishTarget.class);
    /** Shorter than the time after which the scheduler takes a silent node for dead and lets another look. */
    private static final Duration SEND_WITHIN = Duration.ofSeconds(30);

    private final Posts posts;
    private final Attempts attempts;
    private final Profiles profiles;
    private final LinkedAccounts accounts;
    private final PostSender sender;
    private final PublishSettings settings;
    private final AyrshareSettings ayrshareSettings;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    PublishTarget(
            Posts posts,
            Attempts attempts,
            Profiles profiles,
            LinkedAccounts accounts,
            PostSender sender,
            PublishSettings settings,
            AyrshareSettings ayrshareSettings,
            InstantSource clock,
            TransactionTemplate transaction) {
        this.posts = posts;
        this.attempts = attempts;
        this.profiles = profiles;
        this.accounts = accounts;
        this.sender = sender;
        this.settings = settings;
        this.ayrshareSettings = ayrshareSettings;
        this.clock = clock;
        this.transaction = transaction;
    }

    private sealed interface Step {
        record Done() implements Step {}

        record Send(Attempt attempt, ProfileKey profile, Platform platform, PostRequest request) implements Step {}

        record Look(
                Attempt attempt, ProfileKey profile, Platform platform, Optional<String> ayrshareId, boolean hasMedia)
                implements Step {}
    }

    /**
     * @param round the order; an older one than the target's newest is void
     * @return when the next step is due, empty when the order is carried out
     */
    Optional<Instant> run(UUID targetId, int round) {
        return switch (inTransaction(() -> next(targetId, round))) {
            case Step.Done _ -> Optional.empty();
            case Step.Send send -> {
                var sighting = send(send);
                yield inTransaction(() -> sent(send, sighting));
            }
            case Step.Look look -> {
                var seen = sender.look(look.profile(), look.platform(), look.attempt(), look.ayrshareId());
                yield inTransaction(() -> looked(look, seen));
            }
        };
    }

    private Step next(UUID targetId, int round) {
        var post = posts.lockByTarget(targetId).orElse(null);
        if (post == null
                || post.status() == PostStatus.DELETED
                || !post.target(targetId).awaits(round)) {
            return new Step.Done();
        }
        var target = post.target(targetId);
        var profile = profiles.active(post.user());
        if (profile.isEmpty()) {
            post.failed(targetId, new Sighting.Refused(PublishFailure.RELINK_REQUIRED, null, null), clock.instant());
            posts.save(post);
            return new Step.Done();
        }
        var key = profile.get().activeKey();
        var latest = attempts.latest(targetId, round);
        if (latest.filter(attempt -> attempt.outcome().mustBeLookedFor()).isPresent()) {
            boolean hasMedia = !post.written().mediaUrls().isEmpty();
            return new Step.Look(latest.get(), key, target.platform(), target.ayrsharePostId(), hasMedia);
        }
        post.sending(targetId, clock.instant());
        var attempt = attempts.begin(post.user(), target, latest.orElse(null));
        posts.save(post);
        return new Step.Send(attempt, key, target.platform(), PostSender.request(post, target, attempt.key()));
    }

    private Sighting send(Step.Send send) {
        // A process that was stopped for long must not send what others may by now be looking for.
        boolean late = clock.instant().isAfter(send.attempt().startedAt().plus(SEND_WITHIN));
        if (send.platform() == Platform.X && !ayrshareSettings.hasXKeys()) {
            return new Sighting.Refused(PublishFailure.SERVICE_REFUSED_US, null, "The keys of an X app are missing.");
        }
        return late ? new Sighting.NotSent() : sender.send(send.profile(), send.platform(), send.request());
    }

    private Optional<Instant> sent(Step.Send send, Sighting sighting) {
        var attempt = send.attempt();
        var post = posts.lockByTarget(attempt.targetId()).orElseThrow();
        // The first sending had no answer and this one is "a repetition": then the first went out after all.
        boolean repetition = sighting.isDuplicate() && attempts.sendsUnder(attempt.key()) > 1;
        return take(post, attempt, repetition ? new Sighting.Unclear(null, true) : sighting);
    }

    private Optional<Instant> looked(Step.Look step, PostSender.Look look) {
        var attempt = step.attempt();
        var post = posts.lockByTarget(attempt.targetId()).orElseThrow();
        attempts.looked(attempt);
        if (!post.target(attempt.targetId()).awaits(attempt.round())) {
            return Optional.empty();
        }
        if (look.sighting() != null && look.sighting().isCertain()) {
            return take(post, attempt, look.sighting());
        }
        if (isSurelyAbsent(step, look)) {
            return absent(post, attempt);
        }
        if (clock.instant().isAfter(attempt.startedAt().plus(settings.lookFor()))) {
            return giveUp(post, attempt);
        }
        return take(post, attempt, look.sighting() == null ? new Sighting.Unclear(null, false) : look.sighting());
    }

    /** Takes over what is known now, and says when the next step is due. */
    private Optional<Instant> take(Post post, Attempt attempt, Sighting sighting) {
        var due = switch (sighting) {
            case Sighting.Published published -> published(post, attempt, published);
            case Sighting.Accepted accepted -> {
                attempts.ended(attempt, Outcome.PENDING, null);
                post.accepted(attempt.targetId(), accepted.ayrshareId(), clock.instant());
                yield nextLook(attempt);
            }
            case Sighting.Refused refused -> refused(post, attempt, refused);
            case Sighting.RateLimited limited -> wait(post, attempt, Outcome.RATE_LIMITED, limited.retryAfter());
            case Sighting.NotSent _ -> wait(post, attempt, Outcome.NOT_SENT, Duration.ZERO);
            case Sighting.Unclear unclear -> {
                attempts.ended(attempt, Outcome.UNKNOWN, null);
                if (unclear.keyWasSeen()) {
                    attempts.keyWasSeen(attempt);
                }
                post.unanswered(attempt.targetId(), unclear.ayrshareId(), clock.instant());
                yield nextLook(attempt);
            }
        };
        posts.save(post);
        return due;
    }

    private Optional<Instant> published(Post post, Attempt attempt, Sighting.Published published) {
        attempts.ended(attempt, Outcome.PUBLISHED, null);
        post.published(attempt.targetId(), published, clock.instant());
        log.info("post_target=published target={} attempt={}", attempt.targetId(), attempt.number());
        return Optional.empty();
    }

    private Optional<Instant> refused(Post post, Attempt attempt, Sighting.Refused refused) {
        attempts.ended(attempt, Outcome.REFUSED, refused.code());
        post.failed(attempt.targetId(), refused, clock.instant());
        log.info(
                "post_target=failed target={} failure={} vendorCode={}",
                attempt.targetId(),
                refused.failure(),
                refused.code());
        if (refused.failure() == PublishFailure.RELINK_REQUIRED) {
            var platform = post.target(attempt.targetId()).platform();
            if (accounts.signalled(post.user(), platform, Signal.REFUSED, clock.instant(), null)) {
                accounts.settle(post.user());
            }
        }
        return Optional.empty();
    }

    /** It certainly did not go out: it is sent again after a pause, a limited number of times. */
    private Optional<Instant> wait(Post post, Attempt attempt, Outcome outcome, Duration told) {
        int waits = attempts.waits(attempt);
        attempts.ended(attempt, outcome, null);
        if (waits >= settings.maxWaits()) {
            var failure = outcome == Outcome.RATE_LIMITED ? PublishFailure.RATE_LIMITED : PublishFailure.TEMPORARY;
            post.failed(attempt.targetId(), new Sighting.Refused(failure, null, null), clock.instant());
            return Optional.empty();
        }
        post.waiting(attempt.targetId(), clock.instant());
        Duration pause = settings.pauseBeforeSending(waits);
        return Optional.of(clock.instant().plus(pause.compareTo(told) < 0 ? told : pause));
    }

    private Optional<Instant> absent(Post post, Attempt attempt) {
        attempts.ended(attempt, Outcome.ABSENT, null);
        if (attempts.sendsUnder(attempt.key()) < settings.maxSends()) {
            log.warn("post_target=absent target={} key={} then=sent_again", attempt.targetId(), attempt.key());
            post.waiting(attempt.targetId(), clock.instant());
            posts.save(post);
            return Optional.of(clock.instant());
        }
        post.failed(
                attempt.targetId(), new Sighting.Refused(PublishFailure.NOT_DELIVERED, null, null), clock.instant());
        posts.save(post);
        return Optional.empty();
    }

    private Optional<Instant> giveUp(Post post, Attempt attempt) {
        log.warn("post_target=left_unknown target={} key={}", attempt.targetId(), attempt.key());
        post.leftUnknown(attempt.targetId(), clock.instant());
        posts.save(post);
        return Optional.empty();
    }

    private boolean isSurelyAbsent(Step.Look step, PostSender.Look look) {
        var attempt = step.attempt();
        boolean neverSeen = look.sighting() == null && step.ayrshareId().isEmpty() && !attempt.keyWasSeen();
        return neverSeen
                && look.covered()
                && attempt.looks() + 1 >= settings.minLooks()
                && clock.instant().isAfter(settledAt(step));
    }

    /**
     * From when on a post that is not in the history will not appear there. Ayrshare may go on working on a post whose
     * connection is gone, for as long as it takes media to be fetched.
     */
    private Instant settledAt(Step.Look step) {
        var attempt = step.attempt();
        Instant end = attempt.endedAt() == null || step.hasMedia()
                ? attempt.startedAt().plus(ayrshareSettings.postReadTimeout())
                : attempt.endedAt();
        return end.plus(settings.settleTime());
    }

    private Optional<Instant> nextLook(Attempt attempt) {
        return Optional.of(clock.instant().plus(settings.pauseBeforeLook(attempt.looks())));
    }

    private <T> T inTransaction(Supplier<T> work) {
        return Objects.requireNonNull(transaction.execute(_ -> work.get()));
    }
}
