package dev.keelson.social.posts;

import dev.keelson.clients.ayrshare.AyrshareSettings;
import dev.keelson.clients.ayrshare.PostRequest;
import dev.keelson.clients.ayrshare.ProfileKey;
import dev.keelson.social.accounts.Profiles;
import dev.keelson.social.networks.NetworkAccess;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.posts.PostSender.Sent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Carries out one order to send a target, once. Each run makes one step: it sends, or it looks for what an earlier run may
 * have sent. An attempt is committed before its call, so a run that finds one without an answer knows that the post may be
 * out; it is sent again only when it was looked for long enough and surely is not there.
 */
@Component
class PublishTarget {
    private final Posts posts;
    private final Attempts attempts;
    private final Outcomes outcomes;
    private final PostMedia media;
    private final Profiles profiles;
    private final NetworkAccess access;
    private final PostSender sender;
    private final PublishSettings settings;
    private final AyrshareSettings ayrshareSettings;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    PublishTarget(
            Posts posts,
            Attempts attempts,
            Outcomes outcomes,
            PostMedia media,
            Profiles profiles,
            NetworkAccess access,
            PostSender sender,
            PublishSettings settings,
            AyrshareSettings ayrshareSettings,
            InstantSource clock,
            TransactionTemplate transaction) {
        this.posts = posts;
        this.attempts = attempts;
        this.outcomes = outcomes;
        this.media = media;
        this.profiles = profiles;
        this.access = access;
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
                var sent = send(send);
                yield inTransaction(() -> sent(send.attempt(), sent));
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
        var latest = attempts.latest(targetId);
        var unclear = latest.filter(attempt -> attempt.round() == round)
                .filter(attempt -> attempt.outcome().mustBeLookedFor());
        var profile = profiles.active(post.user());
        if (profile.isEmpty()) {
            return withoutProfile(post, targetId, unclear);
        }
        var key = profile.get().activeKey();
        return unclear.<Step>map(attempt -> look(post, attempt, key))
                .orElseGet(() -> begin(post, post.target(targetId), latest.orElse(null), key));
    }

    private Step begin(Post post, PostTarget target, @Nullable Attempt before, ProfileKey profile) {
        post.sending(target.id(), clock.instant());
        if (media.takesLong(post.user(), post.written().mediaFor(target.written()))) {
            target.leaveToAyrshare();
        }
        var attempt = attempts.begin(post.user(), target, before);
        posts.save(post);
        var date = target.isAsynchronous() ? attempt.startedAt().plus(settings.asynchronousAhead()) : null;
        return new Step.Send(
                attempt, profile, target.platform(), PostSender.request(post, target, attempt.key(), date));
    }

    private static Step look(Post post, Attempt attempt, ProfileKey profile) {
        var target = post.target(attempt.targetId());
        boolean hasMedia = !post.written().mediaFor(target.written()).isEmpty();
        return new Step.Look(attempt, profile, target.platform(), target.ayrsharePostId(), hasMedia);
    }

    /** Nothing can be sent, nor can be looked for what may be out. */
    private Step withoutProfile(Post post, UUID targetId, Optional<Attempt> unclear) {
        unclear.ifPresentOrElse(attempt -> outcomes.giveUp(post, attempt), () -> {
            post.failed(targetId, new Sighting.Refused(PublishFailure.RELINK_REQUIRED, null, null), clock.instant());
            posts.save(post);
        });
        return new Step.Done();
    }

    private Sent send(Step.Send send) {
        // A process that was stopped for long must not send what others may by now be looking for.
        boolean late = clock.instant().isAfter(send.attempt().startedAt().plus(settings.sendWithin()));
        if (!access.to(send.platform())) {
            return Sent.withoutPost(
                    new Sighting.Refused(PublishFailure.SERVICE_REFUSED_US, null, NetworkAccess.WHY_NOT));
        }
        return late
                ? Sent.withoutPost(new Sighting.NotSent())
                : sender.send(send.profile(), send.platform(), send.request());
    }

    private Optional<Instant> sent(Attempt attempt, Sent sent) {
        var post = posts.lockByTarget(attempt.targetId()).orElse(null);
        if (post == null) {
            return Optional.empty(); // erased while it was sent
        }
        attempts.callEnded(attempt);
        if (sent.turnedAway()) {
            attempts.turnedAway(attempt);
        }
        var sighting = sent.sighting();
        // The first sending had no answer and this one is "a repetition": then the first went out after all.
        boolean repetition = sighting.mayMeanRepetition() && attempts.sendsUnder(attempt.key()) > 1;
        return outcomes.take(post, attempt, repetition ? asSeen((Sighting.Refused) sighting) : sighting);
    }

    private static Sighting asSeen(Sighting.Refused repetition) {
        return Sighting.Unclear.seen(repetition.code(), repetition.detail());
    }

    private Optional<Instant> looked(Step.Look step, PostSender.Look look) {
        var attempt = step.attempt();
        var post = posts.lockByTarget(attempt.targetId()).orElse(null);
        if (post == null) {
            return Optional.empty(); // erased while it was looked for
        }
        attempts.looked(attempt);
        if (look.sighting() != null && look.sighting().isCertain()) {
            return outcomes.take(post, attempt, look.sighting());
        }
        if (isSurelyAbsent(step, look)) {
            return outcomes.absent(post, attempt);
        }
        if (outcomes.isNewest(post, attempt) && wasLookedForLongEnough(attempt)) {
            return outcomes.giveUp(post, attempt);
        }
        return outcomes.take(post, attempt, look.sighting() == null ? Sighting.Unclear.NOTHING : look.sighting());
    }

    /** Where nothing ran for that long, nobody has looked. */
    private boolean wasLookedForLongEnough(Attempt attempt) {
        return attempt.looks() + 1 >= settings.minLooks()
                && clock.instant().isAfter(attempt.startedAt().plus(settings.lookFor()));
    }

    private boolean isSurelyAbsent(Step.Look step, PostSender.Look look) {
        var attempt = step.attempt();
        boolean neverSeen = look.sighting() == null && step.ayrshareId().isEmpty() && !attempt.keyWasSeen();
        return neverSeen
                && look.covered()
                && attempt.looks() + 1 >= settings.minLooks()
                && look.asOf().isAfter(settledAt(step));
    }

    /**
     * From when on a post that is not in the history will not appear there. Ayrshare may go on working on a post whose
     * connection is gone, for as long as it takes media to be fetched.
     */
    private Instant settledAt(Step.Look step) {
        var attempt = step.attempt();
        Instant latestEnd = attempt.startedAt().plus(settings.sendWithin()).plus(ayrshareSettings.postReadTimeout());
        Instant end = attempt.endedAt() == null || step.hasMedia() ? latestEnd : attempt.endedAt();
        return end.plus(settings.settleTime());
    }

    private <T> T inTransaction(Supplier<T> work) {
        return Objects.requireNonNull(transaction.execute(_ -> work.get()));
    }
}
