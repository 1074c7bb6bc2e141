package dev.keelson.social.networks;

import java.util.List;
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
     */
    public record TargetContent(
            Platform platform,
            @Nullable String text,
            @Nullable String title,
            @Nullable String subreddit) {}

    public String textFor(TargetContent target) {
        return target.text() == null ? text : target.text();
    }
}
