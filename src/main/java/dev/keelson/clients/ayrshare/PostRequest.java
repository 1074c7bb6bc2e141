package dev.keelson.clients.ayrshare;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One post to one network. One and not several: each then has its own media, key and outcome, and "some of them went out"
 * does not exist.
 *
 * @param text may be empty where the network allows media alone
 * @param platform Ayrshare's name of the network
 * @param mediaUrls https only
 * @param isVideo whether the media is a video that its address does not show to be one
 * @param title of a network whose title stands in no option object
 * @param firstComment to be made under the post by its author
 * @param scheduleDate when Ayrshare is to publish it by itself, null for at once. One that has passed means at once, too
 * @param idempotencyKey unique within the profile; Ayrshare refuses a key that it has seen. Its check is not safe against
 *     two calls at the same moment
 * @param notes comes back in the history, which is how a post without an answer is found again
 * @param options the network's own option objects by their names in the REST API, such as {@code redditOptions}
 */
public record PostRequest(
        String text,
        String platform,
        List<String> mediaUrls,
        boolean isVideo,
        @Nullable String title,
        @Nullable String firstComment,
        @Nullable Instant scheduleDate,
        String idempotencyKey,
        String notes,
        Map<String, Map<String, Object>> options) {

    /** To be published at once. */
    public PostRequest(
            String text,
            String platform,
            List<String> mediaUrls,
            String idempotencyKey,
            String notes,
            Map<String, Map<String, Object>> options) {
        this(text, platform, mediaUrls, false, null, null, null, idempotencyKey, notes, options);
    }
}
