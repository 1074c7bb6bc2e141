package dev.keelson.social.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.social.networks.Platform;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Each cell of the table: where a number comes from, or why there is none. */
class NetworkMetricsTest {
    @ParameterizedTest(name = "{1} on {0}: {3}")
    @CsvSource(delimiter = ';', quoteCharacter = '^', textBlock = """
            bluesky;   views;    {"viewsCount": 9};                                     not_told_by_network
            bluesky;   likes;    {"likeCount": 3};                                      3
            bluesky;   shares;   {"repostCount": 2, "quoteCount": 5};                   7
            bluesky;   comments; {"replyCount": 4};                                     4
            bluesky;   clicks;   {"clickCount": 9};                                     not_told_by_network
            facebook;  views;    {"mediaView": 100, "videoViews": 50};                  100
            facebook;  likes;    {"likeCount": 3, "reactions": {"total": 9}};           3
            facebook;  shares;   {"sharesCount": 2};                                    2
            facebook;  comments; {"commentsCount": 4};                                  4
            facebook;  clicks;   {"clicks": 9};                                         not_told_by_network
            gmb;       views;    {"views": 9};                                          network_without_analytics
            gmb;       likes;    {"likes": 9};                                          network_without_analytics
            gmb;       shares;   {"shares": 9};                                         network_without_analytics
            gmb;       comments; {"comments": 9};                                       network_without_analytics
            gmb;       clicks;   {"clicks": 9};                                         network_without_analytics
            instagram; views;    {"viewsCount": 10, "reachCount": 5, "playsCount": 8};  10
            instagram; likes;    {"likeCount": 3};                                      3
            instagram; shares;   {"sharesCount": 2, "savedCount": 5};                   2
            instagram; comments; {"commentsCount": 4, "repliesCount": 9};               4
            instagram; clicks;   {"profileVisitsCount": 9};                             not_told_by_network
            linkedin;  views;    {"impressionCount": 10, "uniqueImpressionsCount": 5};  10
            linkedin;  likes;    {"likeCount": 3};                                      3
            linkedin;  shares;   {"shareCount": 2};                                     2
            linkedin;  comments; {"commentCount": 4};                                   4
            linkedin;  clicks;   {"clickCount": 6};                                     6
            pinterest; views;    {"impression": 10};                                    10
            pinterest; likes;    {"totalReactions": 3};                                 3
            pinterest; shares;   {"save": 2, "saveRate": 0.2};                          2
            pinterest; comments; {"totalComments": 4};                                  4
            pinterest; clicks;   {"pinClick": 20, "outboundClick": 6};                  6
            reddit;    views;    {"views": 9};                                          names_unknown
            reddit;    likes;    {"likes": 9};                                          names_unknown
            reddit;    shares;   {"shares": 9};                                         names_unknown
            reddit;    comments; {"comments": 9};                                       names_unknown
            reddit;    clicks;   {"clicks": 9};                                         names_unknown
            snapchat;  views;    {"views": 9};                                          names_unknown
            snapchat;  likes;    {"likes": 9};                                          names_unknown
            snapchat;  shares;   {"shares": 9};                                         names_unknown
            snapchat;  comments; {"comments": 9};                                       names_unknown
            snapchat;  clicks;   {"clicks": 9};                                         names_unknown
            telegram;  views;    {"views": 9};                                          network_without_analytics
            telegram;  likes;    {"likes": 9};                                          network_without_analytics
            telegram;  shares;   {"shares": 9};                                         network_without_analytics
            telegram;  comments; {"comments": 9};                                       network_without_analytics
            telegram;  clicks;   {"clicks": 9};                                         network_without_analytics
            threads;   views;    {"views": 10};                                         10
            threads;   likes;    {"likes": 3};                                          3
            threads;   shares;   {"reposts": 1, "quotes": 2, "shares": 4};              7
            threads;   comments; {"replies": 4};                                        4
            threads;   clicks;   {"clicks": 9};                                         not_told_by_network
            tiktok;    views;    {"videoViews": 10, "reach": 5};                        10
            tiktok;    likes;    {"likeCount": 3};                                      3
            tiktok;    shares;   {"shareCount": 2};                                     2
            tiktok;    comments; {"commentsCount": 4};                                  4
            tiktok;    clicks;   {"clicks": 9};                                         not_told_by_network
            x;         views;    {"publicMetrics": {"impressionCount": 10}, "nonPublicMetrics": {"impressionCount": 9}}; 10
            x;         likes;    {"publicMetrics": {"likeCount": 3}, "organicMetrics": {"likeCount": 2}};               3
            x;         shares;   {"publicMetrics": {"retweetCount": 2, "quoteCount": 5}};                               7
            x;         comments; {"publicMetrics": {"replyCount": 4}};                                                  4
            x;         clicks;   {"nonPublicMetrics": {"userProfileClicks": 9}};        not_told_by_network
            youtube;   views;    {"views": 10, "engagedViews": 5};                      10
            youtube;   likes;    {"likes": 3, "dislikes": 9};                           3
            youtube;   shares;   {"shares": 9};                                         not_told_by_network
            youtube;   comments; {"comments": 4};                                       4
            youtube;   clicks;   {"clicks": 9};                                         not_told_by_network
            """)
    void cellSaysWhereTheNumberComesFromOrWhyThereIsNone(
            String network, String metric, String analytics, String expected) {
        check(network, metric, analytics, expected);
    }

    @ParameterizedTest(name = "{1} on {0} else: {3}")
    @CsvSource(delimiter = ';', quoteCharacter = '^', textBlock = """
            bluesky;   shares;   {"repostCount": 2};                                        2
            bluesky;   shares;   {"quoteCount": 5};                                         absent
            facebook;  views;    {"videoViews": 50};                                        50
            facebook;  likes;    {"reactions": {"total": 9, "like": 4}};                    9
            instagram; views;    {"playsCount": 8, "igReelsAggregatedAllPlaysCount": 12};   12
            instagram; views;    {"playsCount": 8};                                         8
            instagram; comments; {"repliesCount": 9};                                       9
            x;         views;    {"organicMetrics": {"impressionCount": 8}};                8
            x;         views;    {"nonPublicMetrics": {"impressionCount": 9}};              9
            x;         shares;   {"organicMetrics": {"retweetCount": 1, "quoteCount": 1}};  2
            x;         comments; {"organicMetrics": {"replyCount": 1}};                     1
            linkedin;  likes;    {"likeCount": "12"};                                       12
            linkedin;  likes;    {"likeCount": 12.0};                                       12
            linkedin;  likes;    {"likeCount": 0};                                          0
            linkedin;  likes;    {"likeCount": null};                                       absent
            linkedin;  likes;    {"likeCount": -1};                                         absent
            linkedin;  likes;    {"likeCount": 1.5};                                        absent
            linkedin;  likes;    {"likeCount": "many"};                                     absent
            linkedin;  likes;    {"likeCount": {"total": 3}};                               absent
            linkedin;  likes;    {"likeCount": 99999999999999999999};                       absent
            linkedin;  likes;    {};                                                        absent
            """)
    void whatIsNotThereIsLookedForElsewhereAndNeverZero(
            String network, String metric, String analytics, String expected) {
        check(network, metric, analytics, expected);
    }

    private static void check(String platform, String metricName, String analytics, String expected) {
        var network = NetworkMetrics.on(Platform.of(platform).orElseThrow());
        var metric = Metric.valueOf(metricName.toUpperCase(Locale.ROOT));

        Long value = network.read(JsonMapper.shared().readTree(analytics)).get(metric);

        var never = network.whyNever(metric);
        String found = value != null ? value.toString() : never != null ? never.id() : "absent";
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void everyNetworkIsInTheTableOnce() {
        assertThat(NetworkMetrics.all()).extracting(NetworkMetrics::platform).containsExactly(Platform.values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiktok", "youtube", "pinterest"})
    void slowNetworksSaySo(String platform) {
        assertThat(NetworkMetrics.on(Platform.of(platform).orElseThrow()).lag()).isNotNull();
    }

    @Test
    void onlyTheSlowNetworksHaveALag() {
        assertThat(Arrays.stream(Platform.values())
                        .filter(platform -> NetworkMetrics.on(platform).lag() != null)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Platform.TIKTOK, Platform.YOUTUBE, Platform.PINTEREST);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', quoteCharacter = '^', textBlock = """
            bluesky;   {"followersCount": 5, "followsCount": 2};                                 5; 2;
            facebook;  {"followersCount": 5, "fanCount": 9};                                     5;  ;
            facebook;  {"fanCount": 9};                                                          9;  ;
            gmb;       {"callClicks": 9};                                                         ;  ;
            instagram; {"followersCount": 5, "followsCount": 2, "mediaCount": 3};                5; 2; 3
            linkedin;  {"followers": {"organicFollowerCount": 5, "paidFollowerCount": 1}};       6;  ;
            tiktok;    {"followerCount": 5, "videoCountTotal": 3};                               5;  ; 3
            x;         {"followersCount": 5, "tweetCount": 3};                                   5;  ; 3
            youtube;   {"subscriberCount": 5};                                                   5;  ;
            """)
    void accountsNumbersComeFromTheNetworksNames(
            String platform, String analytics, Long followers, Long following, Long posts) {
        var names = AccountNumbers.on(Platform.of(platform).orElseThrow()).orElseThrow();
        var node = JsonMapper.shared().readTree(analytics);

        assertThat(AccountNumbers.read(names.followers(), node)).isEqualTo(followers);
        assertThat(AccountNumbers.read(names.following(), node)).isEqualTo(following);
        assertThat(AccountNumbers.read(names.posts(), node)).isEqualTo(posts);
    }
}
