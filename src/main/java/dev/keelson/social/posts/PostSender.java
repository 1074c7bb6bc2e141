package dev.keelson.social.posts;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.ayrshare.AyrshareApiClient;
import dev.keelson.clients.ayrshare.AyrshareCode;
import dev.keelson.clients.ayrshare.AyrsharePost;
import dev.keelson.clients.ayrshare.PostRequest;
import dev.keelson.clients.ayrshare.ProfileKey;
import dev.keelson.social.networks.NetworkOptions;
import dev.keelson.social.networks.Platform;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Sends a target to Ayrshare, and looks for one there. Never inside a transaction; decides nothing, remembers nothing. */
@Component
class PostSender {
    private static final Logger log = LoggerFactory.getLogger(PostSender.class);
    /** Ayrshare answers up to so many freshly, and more from a copy. */
    private static final int FRESH_HISTORY = 25;

    private static final int LONGEST_HISTORY = 1000;

    /** Ayrshare's clock may be ahead of ours or behind it. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private final AyrshareApiClient ayrshare;
    private final PublishSettings settings;
    private final InstantSource clock;

    PostSender(AyrshareApiClient ayrshare, PublishSettings settings, InstantSource clock) {
        this.ayrshare = ayrshare;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What a look came to.
     *
     * @param sighting what was seen, null where nothing was
     * @param covered whether all that could have been seen was looked at
     * @param asOf what Ayrshare had by then was seen, or would have been. Not the time of the answer: that may be late, and from
     *     a copy
     */
    record Look(@Nullable Sighting sighting, boolean covered, Instant asOf) {
        private static final Look IMPOSSIBLE = new Look(null, false, Instant.MIN);
    }

    /**
     * What a sending came to.
     *
     * @param turnedAway whether it was refused before the post was taken, and so before anybody looked at its key
     */
    record Sent(Sighting sighting, boolean turnedAway) {
        /** What became of a post that Ayrshare took. */
        static Sent taken(Sighting sighting) {
            return new Sent(sighting, false);
        }

        /** What an answer without a post says, or no answer. */
        static Sent withoutPost(Sighting sighting) {
            return new Sent(sighting, sighting instanceof Sighting.Refused || sighting instanceof Sighting.RateLimited);
        }
    }

    Sent send(ProfileKey profile, Platform platform, PostRequest post) {
        try {
            return Sent.taken(Sighting.of(ayrshare.post(profile, post), platform));
        } catch (ApiException e) {
            log.info("post=not_confirmed key={} kind={} {}", post.idempotencyKey(), kind(e), e.failure());
            return Sent.withoutPost(judge(e));
        }
    }

    /** @param ayrshareId Ayrshare's id of the post, where it has told one */
    Look look(ProfileKey profile, Platform platform, Attempt attempt, Optional<String> ayrshareId) {
        try {
            return find(profile, platform, attempt, ayrshareId);
        } catch (ApiException e) {
            log.info("post=not_looked_up key={} kind={} {}", attempt.key(), kind(e), e.failure());
            return Look.IMPOSSIBLE;
        }
    }

    /**
     * The same, for those who wait when Ayrshare does not tell.
     *
     * @throws ApiException where Ayrshare does not tell
     */
    Look find(ProfileKey profile, Platform platform, Attempt attempt, Optional<String> ayrshareId) {
        Instant asOf = clock.instant();
        return ayrshareId
                .map(id -> new Look(Sighting.of(ayrshare.getPost(profile, id), platform), true, asOf))
                .orElseGet(() -> inHistory(profile, platform, attempt));
    }

    private Look inHistory(ProfileKey profile, Platform platform, Attempt attempt) {
        Look look = inHistory(profile, platform, attempt, FRESH_HISTORY);
        return look.sighting() == null && !look.covered()
                ? inHistory(profile, platform, attempt, LONGEST_HISTORY)
                : look;
    }

    private Look inHistory(ProfileKey profile, Platform platform, Attempt attempt, int limit) {
        Instant asked = clock.instant();
        long days = Duration.between(attempt.startedAt(), clock.instant()).toDays() + 2;
        List<AyrsharePost> history = ayrshare.history(profile, limit, days);
        var found = history.stream()
                .filter(post -> post.carries(attempt.key()))
                .map(post -> Sighting.of(post, platform))
                .min(Comparator.comparingInt(PostSender::uncertainty));
        Instant since = attempt.startedAt().minus(CLOCKS_DIFFER);
        boolean covered = (history.size() < limit || isBefore(history.getLast(), since))
                && history.stream().noneMatch(post -> mayBeOurs(post, platform, since));
        return new Look(
                found.orElse(null), covered, limit > FRESH_HISTORY ? asked.minus(settings.historyAge()) : asked);
    }

    private static boolean isBefore(AyrsharePost post, Instant time) {
        return post.createdAt() != null && post.createdAt().isBefore(time);
    }

    /** All that we send is marked. Where a mark is missing, nobody can tell that it was not this. */
    private static boolean mayBeOurs(AyrsharePost post, Platform platform, Instant since) {
        boolean there =
                post.networks().isEmpty() || post.on(platform.ayrshareName()).isPresent();
        return post.isUnmarked() && there && !isBefore(post, since);
    }

    /** A post that was sent twice under one key stands twice in the history: the better news counts. */
    private static int uncertainty(Sighting sighting) {
        return switch (sighting) {
            case Sighting.Published _ -> 0;
            case Sighting.Accepted _ -> 1;
            case Sighting.Unclear _ -> 2;
            case Sighting.Refused _, Sighting.RateLimited _, Sighting.NotSent _ -> 3;
        };
    }

    private static Sighting judge(ApiException e) {
        return switch (e) {
            case ApiException.NotSent _, ApiException.NotAsked _ -> new Sighting.NotSent();
            case ApiException.RateLimited limited -> new Sighting.RateLimited(limited.retryAfter());
            case ApiException.Unauthorized _ -> refused(PublishFailure.SERVICE_REFUSED_US, e);
            case ApiException.Refused _, ApiException.NotFound _ -> refused(e);
            // Something is there already, and what else than this.
            case ApiException.Conflict _ -> Sighting.Unclear.seen(null, null);
            case ApiException.OutcomeUnknown _, ApiException.Unavailable _, ApiException.UnexpectedBody _ ->
                Sighting.Unclear.NOTHING;
        };
    }

    private static Sighting refused(ApiException e) {
        return refused(
                AyrshareCode.of(e.failure())
                        .map(code -> PublishFailure.of(code.kind()))
                        .orElse(PublishFailure.REFUSED),
                e);
    }

    private static Sighting refused(PublishFailure failure, ApiException e) {
        return new Sighting.Refused(
                failure,
                AyrshareCode.of(e.failure()).map(AyrshareCode::code).orElse(null),
                e.failure().message());
    }

    private static String kind(ApiException e) {
        return e.getClass().getSimpleName();
    }

    /**
     * The request for one target. The key is also its note: the history shows notes, and may not show keys.
     *
     * @param scheduleDate null where it is to be published at once
     */
    static PostRequest request(Post post, PostTarget target, String key, @Nullable Instant scheduleDate) {
        var written = target.written();
        return new PostRequest(
                post.written().textFor(written),
                target.platform().ayrshareName(),
                post.written().mediaFor(written),
                Videos.isHidden(target.platform(), post.written().mediaFor(written)),
                NetworkOptions.topLevelTitle(written).orElse(null),
                written.firstComment(),
                scheduleDate,
                key,
                key,
                NetworkOptions.vendorObject(written));
    }
}
