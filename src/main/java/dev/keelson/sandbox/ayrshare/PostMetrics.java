package dev.keelson.sandbox.ayrshare;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What each network tells about a post, under the names that Ayrshare hands on. They have hardly one in common. */
final class PostMetrics {
    private static final int VIEWS = 4_000;
    private static final int LIKES = 320;
    private static final int COMMENTS = 45;
    private static final int SHARES = 60;
    private static final int QUOTES = 12;
    private static final int CLICKS = 180;
    private static final int FOLLOWERS = 6;

    private PostMetrics() {}

    static void fill(ObjectNode analytics, FeedEntry entry, Growth growth) {
        analytics.put("created", entry.publishedAt().toString()).put("post", entry.text());
        var numbers = new Numbers(analytics, growth);
        switch (entry.network()) {
            case BLUESKY ->
                numbers.count("likeCount", LIKES)
                        .count("quoteCount", QUOTES)
                        .count("replyCount", COMMENTS)
                        .count("repostCount", SHARES);
            case FACEBOOK -> {
                numbers.count("likeCount", LIKES)
                        .count("commentsCount", COMMENTS)
                        .count("sharesCount", SHARES)
                        .count("mediaView", VIEWS)
                        .count("videoViews", VIEWS / 2)
                        .count("videoViewsUnique", VIEWS / 3);
                reactions(numbers.group("reactions"));
            }
            case INSTAGRAM -> {
                numbers.count("likeCount", LIKES)
                        .count("commentsCount", COMMENTS)
                        .count("sharesCount", SHARES)
                        .count("savedCount", SHARES)
                        .count("reachCount", VIEWS)
                        .count("viewsCount", VIEWS * 2)
                        .count("engagementCount", LIKES + COMMENTS)
                        .count("profileVisitsCount", CLICKS)
                        .count("followsCount", FOLLOWERS);
                analytics.put("mediaType", entry.media().stream().anyMatch(Media::isVideo) ? "VIDEO" : "IMAGE");
            }
            case LINKEDIN ->
                numbers.count("impressionCount", VIEWS)
                        .count("uniqueImpressionsCount", VIEWS / 3)
                        .count("likeCount", LIKES)
                        .count("commentCount", COMMENTS)
                        .count("shareCount", SHARES)
                        .count("clickCount", CLICKS)
                        .ratio("engagement");
            case PINTEREST ->
                numbers.count("impression", VIEWS)
                        .count("pinClick", CLICKS)
                        .count("outboundClick", CLICKS / 2)
                        .count("save", SHARES)
                        .ratio("saveRate")
                        .count("totalComments", COMMENTS)
                        .count("totalReactions", LIKES)
                        .count("profileVisit", CLICKS / 4)
                        .count("userFollow", FOLLOWERS);
            case THREADS ->
                numbers.count("views", VIEWS)
                        .count("likes", LIKES)
                        .count("replies", COMMENTS)
                        .count("reposts", SHARES)
                        .count("quotes", QUOTES)
                        .count("shares", SHARES);
            case TIKTOK ->
                numbers.count("videoViews", VIEWS * 3)
                        .count("likeCount", LIKES * 2)
                        .count("commentsCount", COMMENTS)
                        .count("shareCount", SHARES)
                        .count("reach", VIEWS)
                        .ratio("fullVideoWatchedRate");
            case TWITTER -> {
                publicOnX(numbers.group("publicMetrics"));
                publicOnX(numbers.group("organicMetrics")).count("userProfileClicks", CLICKS / 4);
                numbers.group("nonPublicMetrics")
                        .count("impressionCount", VIEWS)
                        .count("userProfileClicks", CLICKS / 4);
            }
            case YOUTUBE ->
                numbers.count("views", VIEWS)
                        .count("likes", LIKES)
                        .count("dislikes", QUOTES)
                        .count("comments", COMMENTS)
                        .count("estimatedMinutesWatched", VIEWS * 2)
                        .count("engagedViews", VIEWS / 3)
                        .count("subscribersGained", FOLLOWERS)
                        .count("subscribersLost", FOLLOWERS / 3);
            // Their names are not known well enough to be imitated; those who have no analytics never come here.
            case REDDIT, SNAPCHAT, GMB, TELEGRAM -> {}
        }
    }

    private static void reactions(Numbers reactions) {
        reactions
                .count("like", LIKES)
                .count("love", LIKES / 8)
                .count("haha", LIKES / 20)
                .count("wow", LIKES / 30)
                .count("sorry", 2)
                .count("anger", 1);
        var node = reactions.into();
        node.put("total", node.valueStream().mapToLong(JsonNode::asLong).sum());
    }

    private static Numbers publicOnX(Numbers numbers) {
        return numbers.count("likeCount", LIKES)
                .count("replyCount", COMMENTS)
                .count("retweetCount", SHARES)
                .count("quoteCount", QUOTES)
                .count("impressionCount", VIEWS);
    }
}
