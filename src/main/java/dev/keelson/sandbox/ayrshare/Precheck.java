package dev.keelson.sandbox.ayrshare;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** What Ayrshare refuses without asking a network. */
@Component
class Precheck {
    private static final Duration DUPLICATE_WINDOW = Duration.ofDays(2);

    private final Posts posts;

    Precheck(Posts posts) {
        this.posts = posts;
    }

    /** @throws AyrshareException where no network is even considered */
    void refuseWholeCall(Profile profile, PostRequest request) {
        if (request.post() == null) {
            throw AyrshareException.badParameter("Missing or incorrect parameter: post.");
        }
        if (request.autoSchedule() != null) {
            throw new AyrshareException(HttpStatus.BAD_REQUEST, Code.NO_AUTO_SCHEDULE);
        }
        var key = request.idempotencyKey();
        if (key != null
                && posts.list(profile.refId()).stream()
                        .anyMatch(post -> key.equals(post.request().idempotencyKey()))) {
            // Ayrshare refuses it; with which code is not known.
            throw new AyrshareException(
                    HttpStatus.BAD_REQUEST, Code.DUPLICATE, "The idempotencyKey has already been used.");
        }
    }

    /** The networks that do not get to see the post, among those that have not published it yet. */
    List<PostError> errors(Post post, Profile profile) {
        var earlier = posts.list(profile.refId());
        return post.unpublished().stream()
                .flatMap(network -> error(network, post, profile, earlier).stream())
                .toList();
    }

    private static Optional<PostError> error(Network network, Post post, Profile profile, List<Post> earlier) {
        if (profile.account(network).isEmpty()) {
            return Optional.of(PostError.of(network, Code.NOT_LINKED));
        }
        if (network == Network.TWITTER && !post.broughtXKeys()) {
            return Optional.of(PostError.of(
                    network,
                    Code.X_AUTHORISATION,
                    "X requires your own API keys in X-Twitter-OAuth1-Api-Key and X-Twitter-OAuth1-Api-Secret."));
        }
        return PostRules.broken(network, post.request()).or(() -> duplicate(network, post, earlier));
    }

    private static Optional<PostError> duplicate(Network network, Post post, List<Post> earlier) {
        var text = normal(post, network);
        boolean isDuplicate = network.isCheckedForDuplicates()
                && !text.isEmpty()
                && earlier.stream()
                        .filter(other -> !other.id().equals(post.id()))
                        .filter(other -> isOrWillBePublished(other, network))
                        .filter(other -> Duration.between(other.appearsAt(), post.appearsAt())
                                        .abs()
                                        .compareTo(DUPLICATE_WINDOW)
                                < 0)
                        .anyMatch(other -> normal(other, network).equals(text));
        var code = network == Network.TWITTER ? Code.X_DUPLICATE : Code.DUPLICATE;
        return isDuplicate ? Optional.of(PostError.foundBefore(network, code, code.message())) : Optional.empty();
    }

    private static boolean isOrWillBePublished(Post post, Network network) {
        return switch (post.status()) {
            case PENDING, PAUSED, AWAITING_APPROVAL -> post.platforms().contains(network);
            case SUCCESS, ERROR -> post.outcome().isPublishedOn(network);
            case DELETED -> false;
        };
    }

    private static String normal(Post post, Network network) {
        return post.request().text(network).strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    }
}
