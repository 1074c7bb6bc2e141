package dev.keelson.sandbox.ayrshare;

import java.util.Optional;
import java.util.regex.Pattern;

/** What Ayrshare checks before it asks a network. */
final class PostRules {
    private static final Pattern HASHTAG = Pattern.compile("(?<![\\w&])#[\\p{L}\\d_]+");
    private static final Pattern MENTION = Pattern.compile("(?<![\\w.])@\\w[\\w.]*");
    private static final Pattern PHONE_NUMBER = Pattern.compile("(?<!\\d)\\+?\\d[\\d ()/.-]{7,}\\d");
    private static final int X_PREMIUM = 25_000;
    private static final int YOUTUBE_TITLE = 100;
    private static final int INSTAGRAM_MENTIONS = 3;

    private PostRules() {}

    /** The first rule of the network that the post breaks. */
    static Optional<PostError> broken(Network network, PostRequest request) {
        return brokenByMedia(network, request)
                .or(() -> brokenByText(network, request))
                .or(() -> brokenByOptions(network, request));
    }

    private static Optional<PostError> brokenByMedia(Network network, PostRequest request) {
        var media = request.media(network);
        if (media.isEmpty()) {
            return network.needsMedia()
                    ? refuse(network, mediaCode(network), network.label() + " requires an image or a video.")
                    : Optional.empty();
        }
        if (!media.stream().allMatch(Media::isWellFormed)) {
            return refuse(network, mediaCode(network), "Media URLs must begin with https:// and be well encoded.");
        }
        if (!media.stream().allMatch(Media::exists)) {
            return refuse(network, Code.MEDIA_UNREACHABLE, Code.MEDIA_UNREACHABLE.message());
        }
        boolean video = request.isVideo() || media.stream().anyMatch(Media::isVideo);
        int most = video && !network.mixesImagesAndVideos() && network != Network.TWITTER ? 1 : network.maxMedia();
        if (Media.mixes(media) && !network.mixesImagesAndVideos()) {
            return refuse(network, mediaCode(network), network.label() + " takes images or a video, not both.");
        }
        if (media.size() > most) {
            return refuse(network, mediaCode(network), "%s takes at most %d media.".formatted(network.label(), most));
        }
        return brokenByKind(network, request, video);
    }

    private static Optional<PostError> brokenByKind(Network network, PostRequest request, boolean video) {
        if (network == Network.YOUTUBE && !video) {
            return refuse(network, Code.BAD_PARAMETER, "YouTube requires a video.");
        }
        if (network == Network.REDDIT && video) {
            return refuse(network, Code.BAD_PARAMETER, "Reddit does not take videos.");
        }
        if (network == Network.TIKTOK && request.media(network).stream().anyMatch(Media::isPng)) {
            return refuse(network, Code.BAD_PARAMETER, "TikTok does not take PNG images.");
        }
        return Optional.empty();
    }

    private static Optional<PostError> brokenByText(Network network, PostRequest request) {
        var text = request.text(network);
        if (text.isBlank()
                && !(network.allowsMediaWithoutText() && !request.media(network).isEmpty())) {
            return refuse(network, Code.BAD_PARAMETER, network.label() + " requires text.");
        }
        int most = network == Network.TWITTER && request.longPostOnX() ? X_PREMIUM : network.maxText();
        int length = TextLength.of(network, text);
        if (length > most && !network.cutsText() && !isThread(network, request)) {
            return refuse(
                    network,
                    network == Network.TWITTER ? Code.X_TOO_LONG : Code.BAD_PARAMETER,
                    "The text has %d characters; %s allows %d.".formatted(length, network.label(), most));
        }
        if (count(HASHTAG, text) > network.maxHashtags()) {
            return refuse(
                    network,
                    Code.BAD_PARAMETER,
                    "%s allows at most %d hashtags.".formatted(network.label(), network.maxHashtags()));
        }
        if (network == Network.INSTAGRAM && count(MENTION, text) > INSTAGRAM_MENTIONS) {
            return refuse(network, Code.BAD_PARAMETER, "Instagram allows at most 3 mentions.");
        }
        if (network == Network.GMB && PHONE_NUMBER.matcher(text).find()) {
            return refuse(network, Code.BAD_PARAMETER, "Google Business Profile does not allow phone numbers.");
        }
        return Optional.empty();
    }

    private static Optional<PostError> brokenByOptions(Network network, PostRequest request) {
        return switch (network) {
            case YOUTUBE -> brokenByYouTubeTitle(request.youTubeTitle(), request.text(network));
            case REDDIT ->
                request.redditTitle().isBlank() || request.subredditName().isBlank()
                        ? refuse(network, Code.BAD_PARAMETER, "Reddit requires redditOptions.title and .subreddit.")
                        : Optional.empty();
            case BLUESKY, FACEBOOK, GMB, INSTAGRAM, LINKEDIN, PINTEREST, SNAPCHAT, TELEGRAM, THREADS, TIKTOK, TWITTER ->
                Optional.empty();
        };
    }

    private static Optional<PostError> brokenByYouTubeTitle(String title, String description) {
        if (title.isBlank()) {
            return refuse(Network.YOUTUBE, Code.BAD_PARAMETER, "YouTube requires youTubeOptions.title.");
        }
        if (title.length() > YOUTUBE_TITLE) {
            return refuse(Network.YOUTUBE, Code.BAD_PARAMETER, "YouTube allows 100 characters in the title.");
        }
        return (title + description).matches("(?s).*[<>].*")
                ? refuse(Network.YOUTUBE, Code.BAD_PARAMETER, "YouTube does not allow < or >.")
                : Optional.empty();
    }

    private static boolean isThread(Network network, PostRequest request) {
        return (network == Network.TWITTER && request.threadOnX())
                || (network == Network.THREADS && request.threadOnThreads());
    }

    private static Code mediaCode(Network network) {
        return network == Network.INSTAGRAM ? Code.INSTAGRAM_MEDIA : Code.BAD_PARAMETER;
    }

    private static long count(Pattern pattern, String text) {
        return pattern.matcher(text).results().count();
    }

    private static Optional<PostError> refuse(Network network, Code code, String message) {
        return Optional.of(PostError.foundBefore(network, code, message));
    }
}
