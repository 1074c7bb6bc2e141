package dev.keelson.sandbox.ayrshare;

import tools.jackson.databind.node.ObjectNode;

/** What each network tells about an account, under the names that Ayrshare hands on. */
final class AccountMetrics {
    private static final int FOLLOWERS = 1_200;
    private static final int VIEWS = 30_000;
    private static final int LIKES = 2_500;
    private static final int COMMENTS = 280;
    private static final int FOLLOWS = 300;
    private static final int POSTS = 40;

    private AccountMetrics() {}

    static void fill(ObjectNode analytics, Account account, Growth growth) {
        analytics.put("id", account.id()).put("created", account.created().toString());
        var numbers = new Numbers(analytics, growth);
        switch (account.platform()) {
            case BLUESKY -> numbers.stock("followersCount", FOLLOWERS).stock("followsCount", FOLLOWS);
            case FACEBOOK ->
                numbers.stock("fanCount", FOLLOWERS)
                        .stock("followersCount", FOLLOWERS)
                        .stock("pagePostEngagements", LIKES)
                        .stock("pagePostsImpressions", VIEWS)
                        .stock("pageVideoViews", VIEWS / 3);
            case GMB ->
                numbers.stock("businessImpressionsDesktopSearch", VIEWS)
                        .stock("businessImpressionsMobileSearch", VIEWS)
                        .stock("businessImpressionsDesktopMaps", VIEWS / 2)
                        .stock("businessImpressionsMobileMaps", VIEWS / 2)
                        .stock("callClicks", COMMENTS)
                        .stock("websiteClicks", COMMENTS)
                        .stock("businessDirectionRequests", COMMENTS);
            case INSTAGRAM ->
                numbers.stock("followersCount", FOLLOWERS)
                        .stock("followsCount", FOLLOWS)
                        .stock("reachCount", VIEWS / 2)
                        .stock("viewsCount", VIEWS)
                        .stock("likeCount", LIKES)
                        .stock("commentsCount", COMMENTS)
                        .stock("mediaCount", POSTS);
            case LINKEDIN -> {
                numbers.group("followers")
                        .stock("organicFollowerCount", FOLLOWERS)
                        .stock("paidFollowerCount", FOLLOWERS / 50);
                numbers.stock("impressionCount", VIEWS)
                        .stock("clickCount", LIKES)
                        .stock("likeCount", LIKES)
                        .stock("commentCount", COMMENTS)
                        .stock("shareCount", COMMENTS)
                        .ratio("engagement");
            }
            case TIKTOK ->
                numbers.stock("followerCount", FOLLOWERS)
                        .stock("likeCountTotal", LIKES)
                        .stock("viewCountTotal", VIEWS)
                        .stock("commentCountTotal", COMMENTS)
                        .stock("shareCountTotal", COMMENTS)
                        .stock("videoCountTotal", POSTS);
            case TWITTER -> {
                numbers.stock("followersCount", FOLLOWERS)
                        .stock("listedCount", 12)
                        .stock("tweetCount", POSTS);
                analytics.put("verified", false);
            }
            case YOUTUBE ->
                numbers.stock("subscriberCount", FOLLOWERS)
                        .stock("viewCount", VIEWS)
                        .stock("views", VIEWS / 3)
                        .stock("likes", LIKES)
                        .stock("comments", COMMENTS)
                        .stock("videoCount", POSTS);
            // Their names are not known well enough to be imitated.
            case PINTEREST, REDDIT, SNAPCHAT, TELEGRAM, THREADS -> {}
        }
    }
}
