package dev.keelson.social.posts;

import dev.keelson.social.networks.Optimizer;
import dev.keelson.social.networks.PostContent;
import dev.keelson.social.networks.PostContent.TargetContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a user changes of a post: null stays as it is.
 *
 * @param optimize whether each target of the changed post gets its variant as a text of its own
 */
record PostEdit(
        @Nullable String text,
        @Nullable List<String> mediaUrls,
        @Nullable List<TargetContent> targets,
        boolean optimize) {

    PostContent applyTo(PostContent written) {
        var changed = new PostContent(
                text == null ? written.text() : text,
                mediaUrls == null ? written.mediaUrls() : mediaUrls,
                targets == null ? written.targets() : targets);
        return optimize ? Optimizer.apply(changed) : changed;
    }
}
