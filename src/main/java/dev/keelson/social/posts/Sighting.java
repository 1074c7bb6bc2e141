package dev.keelson.social.posts;

import dev.keelson.clients.ayrshare.AyrshareCode;
import dev.keelson.clients.ayrshare.AyrsharePost;
import dev.keelson.clients.ayrshare.AyrsharePost.NetworkPost;
import dev.keelson.clients.ayrshare.AyrsharePost.PostError;
import dev.keelson.social.networks.Platform;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a call, a look-up or an event tells of a post on one network. */
sealed interface Sighting {
    /**
     * It is out.
     *
     * @param ayrshareId Ayrshare's id of the post
     * @param networkId the network's id
     */
    record Published(
            @Nullable String ayrshareId,
            @Nullable String networkId,
            @Nullable String url) implements Sighting {}

    /** It was taken and will appear, or fail, later. */
    record Accepted(@Nullable String ayrshareId) implements Sighting {}

    /** It did not go out. */
    record Refused(
            PublishFailure failure,
            @Nullable Integer code,
            @Nullable String detail) implements Sighting {

        /** Those that may pass come first; the rest of the order only makes sure that there is one. */
        private static final Comparator<Refused> BY_HOPE = Comparator.comparing(
                        (Refused refused) -> !refused.failure().isRetryable())
                .thenComparing(Refused::failure)
                .thenComparing(Refused::code, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(Refused::detail, Comparator.nullsFirst(Comparator.naturalOrder()));

        boolean leavesLessHopeThan(Refused other) {
            return BY_HOPE.compare(this, other) > 0;
        }
    }

    /** It did not go out because of a limit, and may later. */
    record RateLimited(Duration retryAfter) implements Sighting {}

    /** The request never arrived. */
    record NotSent() implements Sighting {}

    /**
     * It may have gone out.
     *
     * @param keyWasSeen whether Ayrshare says that it has had this post: then it is never sent again
     * @param code with which it said so
     * @param detail where to see whether it is out
     */
    record Unclear(
            @Nullable String ayrshareId,
            boolean keyWasSeen,
            @Nullable Integer code,
            @Nullable String detail) implements Sighting {

        /** Nothing is known. */
        static final Unclear NOTHING = new Unclear(null, false, null, null);

        static Unclear seen(@Nullable Integer code, @Nullable String detail) {
            return new Unclear(null, true, code, detail);
        }
    }

    Set<PublishFailure> UNEXPLAINED = EnumSet.of(PublishFailure.REFUSED, PublishFailure.TEMPORARY);

    Set<String> UNDER_WAY = Set.of("processing", "pending", "scheduled", "awaiting approval");

    /** Judges what Ayrshare says of a post. */
    static Sighting of(AyrsharePost post, Platform platform) {
        String network = platform.ayrshareName();
        var there = post.on(network);
        if (there.filter(NetworkPost::isPublished).isPresent()) {
            return new Published(post.id(), there.get().id(), there.get().url());
        }
        if (there.filter(NetworkPost::isPending).isPresent()) {
            return new Accepted(post.id());
        }
        return post.errorOf(network).map(error -> of(post, error)).orElseGet(() -> withoutResult(post));
    }

    private static Sighting of(AyrsharePost post, PostError error) {
        if (error.saysKeyWasSeen()) {
            return Unclear.seen(error.code(), null);
        }
        var code = error.known();
        if (code.isEmpty()) {
            var failure = error.retryAvailable() ? PublishFailure.TEMPORARY : PublishFailure.REFUSED;
            return new Refused(failure, error.code(), error.message());
        }
        if (code.get() == AyrshareCode.STILL_PROCESSING) {
            return new Accepted(post.id());
        }
        return switch (code.get().kind()) {
            case AMBIGUOUS -> new Unclear(post.id(), true, error.code(), error.verifyAt());
            case RATE -> new RateLimited(error.retryAfter() == null ? Duration.ZERO : error.retryAfter());
            case CONTENT, MEDIA, MEDIA_HOST, DUPLICATE, RELINK, TRANSIENT, SUSPENDED, CONFIGURATION, CONFLICT, GONE ->
                new Refused(PublishFailure.of(code.get().kind()), error.code(), error.message());
        };
    }

    private static Sighting withoutResult(AyrsharePost post) {
        if (post.id() != null && UNDER_WAY.contains(post.status())) {
            return new Accepted(post.id());
        }
        return post.status().equals("error")
                ? new Refused(PublishFailure.REFUSED, null, null)
                : new Unclear(post.id(), false, null, null);
    }

    /** Whether it tells what became of the post, and not only that it is still to come. */
    default boolean isCertain() {
        return switch (this) {
            case Published _, Refused _, RateLimited _, NotSent _ -> true;
            case Accepted _, Unclear _ -> false;
        };
    }

    /**
     * Whether it may mean that the same was had before: a network says so, or Ayrshare gives a reason that we do not know. Of
     * what was sent before without an answer, that is to be read as a sign that it went out.
     */
    default boolean mayMeanRepetition() {
        return this instanceof Refused refused
                && (refused.failure() == PublishFailure.DUPLICATE
                        || (UNEXPLAINED.contains(refused.failure())
                                && AyrshareCode.of(refused.code()).isEmpty()));
    }
}
