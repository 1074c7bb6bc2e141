package dev.keelson.social.networks;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is to be published, and where.
 *
 * @param text of every target that has none of its own
 */
public record PostContent(String text, List<String> mediaUrls, List<TargetContent> targets) {
    /**
     * @param text null where the post's text is used
     * @param title for networks that require one
     * @param subreddit for Reddit, without {@code r/}
     * @param mediaUrls null where the post's media are used
     * @param firstComment to be made under the post by its author
     * @param thread whether a text of several paragraphs goes out as a chain of posts
     * @param options further options of the network, by Ayrshare's names
     */
    public record TargetContent(
            Platform platform,
            @Nullable String text,
            @Nullable String title,
            @Nullable String subreddit,
            @Nullable List<String> mediaUrls,
            @Nullable String firstComment,
            boolean thread,
            Map<String, Object> options) {

        /** The post as it is, on that network. */
        public static TargetContent on(Platform platform) {
            return new TargetContent(platform, null, null, null, null, null, false, Map.of());
        }

        public TargetContent withTitle(@Nullable String changed) {
            return new TargetContent(platform, text, changed, subreddit, mediaUrls, firstComment, thread, options);
        }

        public TargetContent withText(@Nullable String changed) {
            return new TargetContent(platform, changed, title, subreddit, mediaUrls, firstComment, thread, options);
        }
    }

    public String textFor(TargetContent target) {
        return target.text() == null ? text : target.text();
    }

    public List<String> mediaFor(TargetContent target) {
        return target.mediaUrls() == null ? mediaUrls : target.mediaUrls();
    }

    /** Of all media that it names, with what is shown in place of a video. */
    public Set<String> addresses() {
        return targets.stream()
                .flatMap(target -> Stream.concat(mediaFor(target).stream(), NetworkOptions.cover(target).stream()))
                .collect(Collectors.toUnmodifiableSet());
    }
}
