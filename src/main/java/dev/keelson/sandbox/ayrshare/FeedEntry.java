package dev.keelson.sandbox.ayrshare;

import java.time.Instant;
import java.util.List;

/** A post as its network would show it to the public. */
record FeedEntry(
        Network network,
        Object nativeId,
        String url,
        String refId,
        String postId,
        String author,
        String text,
        List<String> media,
        Instant publishedAt) {

    /** The part of the network's id that fits into a path. */
    static String slug(Object nativeId) {
        var id = nativeId.toString();
        return id.substring(Math.max(id.lastIndexOf('/'), id.lastIndexOf(':')) + 1);
    }
}
