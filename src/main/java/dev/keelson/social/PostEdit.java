package dev.keelson.social;

import dev.keelson.social.PostContent.TargetContent;
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
