package dev.keelson.social.posts;

import dev.keelson.social.networks.PostContent;
import dev.keelson.social.networks.PostContent.TargetContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a user changes of a post: null stays as it is. */
record PostEdit(
        @Nullable String text,
        @Nullable List<String> mediaUrls,
        @Nullable List<TargetContent> targets) {

    PostContent applyTo(PostContent written) {
        return new PostContent(
                text == null ? written.text() : text,
                mediaUrls == null ? written.mediaUrls() : mediaUrls,
                targets == null ? written.targets() : targets);
    }
}
