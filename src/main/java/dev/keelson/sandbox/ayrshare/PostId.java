package dev.keelson.sandbox.ayrshare;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A post at its network.
 *
 * @param id the network's own: a number at Telegram, {@code pending} as long as TikTok works on it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PostId(
        String status,
        Network platform,
        Object id,
        @Nullable String postUrl,
        @Nullable String idShare,
        @Nullable Boolean isVideo,
        @Nullable Integer usedQuota,
        @Nullable String owner,
        @Nullable String type) {
    private static final String PENDING = "pending";

    static PostId pending(Network network, boolean isVideo) {
        return new PostId(
                "success", network, PENDING, null, "v_pub_url~v2." + Ids.number(19), isVideo, null, null, null);
    }

    static PostId published(FeedEntry entry, Account account, int usedQuota) {
        var network = entry.network();
        return new PostId(
                "success",
                network,
                entry.nativeId(),
                entry.url(),
                null,
                null,
                network == Network.INSTAGRAM ? usedQuota : null,
                network == Network.LINKEDIN ? account.id() : null,
                network == Network.GMB ? "localPosts" : null);
    }

    boolean waits() {
        return PENDING.equals(id);
    }
}
