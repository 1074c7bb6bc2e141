package dev.keelson.sandbox.ayrshare;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Brings posts to the networks, as far as these do not refuse. */
@Component
class Networks {
    private final Feeds feeds;
    private final Faults faults;
    private final Profiles profiles;
    private final Clock clock;

    Networks(Feeds feeds, Faults faults, Profiles profiles, Clock clock) {
        this.feeds = feeds;
        this.faults = faults;
        this.profiles = profiles;
        this.clock = clock;
    }

    /**
     * Publishes where the post is not published yet.
     *
     * @param refused the networks that are not asked
     */
    Post.Outcome publish(Post post, Profile profile, List<PostError> refused) {
        var published = new ArrayList<>(post.outcome().postIds());
        var errors = new ArrayList<>(refused);
        var refusing = refused.stream().map(PostError::platform).toList();
        for (var network : post.unpublished()) {
            if (!refusing.contains(network)) {
                publish(post, profile, network, published, errors);
            }
        }
        return Post.Outcome.of(published, errors);
    }

    private void publish(Post post, Profile profile, Network network, List<PostId> published, List<PostError> errors) {
        var account = profile.account(network);
        if (account.isEmpty()) {
            errors.add(PostError.of(network, Code.NOT_LINKED));
            return;
        }
        var fault = faults.next(network);
        if (fault.isPresent()) {
            errors.add(
                    fault.get().code() == Code.REEL_MAYBE_PUBLISHED.number()
                            ? publishedButFailed(post, account.get(), fault.get())
                            : fault.get());
        } else if (network == Network.TIKTOK) {
            published.add(PostId.pending(
                    network, post.request().media(network).stream().anyMatch(Media::isVideo)));
        } else {
            published.add(show(post, account.get()));
        }
    }

    /** The trap that code 108 is: an error for something that everyone can see. */
    private PostError publishedButFailed(Post post, Account account, PostError error) {
        var url = Objects.requireNonNull(show(post, account).postUrl());
        return error.withDetails(null, Map.of("verifyReelsUrl", url, "verifyReelsIn", 30));
    }

    /** Gives what TikTok worked on its id. */
    Post.Outcome finish(Post post) {
        var account = profiles.find(post.refId()).flatMap(profile -> profile.account(Network.TIKTOK));
        if (account.isEmpty()) {
            var rest = post.outcome().postIds().stream()
                    .filter(postId -> !postId.waits())
                    .toList();
            var errors = new ArrayList<>(post.outcome().errors());
            errors.add(PostError.of(Network.TIKTOK, Code.NOT_LINKED));
            return Post.Outcome.of(rest, errors);
        }
        return Post.Outcome.of(
                post.outcome().postIds().stream()
                        .map(postId -> postId.waits() ? show(post, account.get()) : postId)
                        .toList(),
                post.outcome().errors());
    }

    private PostId show(Post post, Account account) {
        var entry = feeds.publish(post, account, clock.instant().truncatedTo(ChronoUnit.SECONDS));
        return PostId.published(entry, account, usedQuota(post, account));
    }

    private int usedQuota(Post post, Account account) {
        return account.platform() == Network.INSTAGRAM ? feeds.count(Network.INSTAGRAM, post.refId()) : 0;
    }
}
