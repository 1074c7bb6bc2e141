package dev.keelson.social.posts;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How patient publishing is.
 *
 * @param lookAfter pause before a post without an answer is first looked for; doubles with each look
 * @param lookAtMost longest pause between two looks
 * @param lookFor how long a post is looked for before it is left as unknown
 * @param settleTime how long after a call has ended, or must have, its post may still appear in Ayrshare's history
 * @param minLooks how often it must have been looked for before it counts as absent
 * @param maxSends how often a post may be sent under one key, each after the one before was surely absent
 * @param historyAge how old the copy may be from which Ayrshare answers a long history
 * @param sendWithin how long after an attempt was recorded its call may begin; shorter than the time after which a silent node
 *     is taken for dead and another one looks
 * @param asynchronousAhead how far ahead of its sending lies the date of a post that Ayrshare is to publish by itself
 * @param pauseAfterRefusedConnection pause before sending what could not be sent; doubles each time. Also the least pause
 *     after a rate limit
 * @param maxWaits how often a target waits for a rate limit or a connection before it fails
 */
@ConfigurationProperties("keelson.social.publishing")
record PublishSettings(
        @DefaultValue("15s") Duration lookAfter,
        @DefaultValue("10m") Duration lookAtMost,
        @DefaultValue("24h") Duration lookFor,
        @DefaultValue("2m") Duration settleTime,
        @DefaultValue("3") int minLooks,
        @DefaultValue("2") int maxSends,
        @DefaultValue("1m") Duration historyAge,
        @DefaultValue("30s") Duration sendWithin,
        @DefaultValue("2m") Duration asynchronousAhead,
        @DefaultValue("10s") Duration pauseAfterRefusedConnection,
        @DefaultValue("10") int maxWaits) {

    /** The pause before the next look. */
    Duration pauseBeforeLook(int looks) {
        return capped(lookAfter, looks, lookAtMost);
    }

    /** The pause before sending again what certainly did not go out. */
    Duration pauseBeforeSending(int waits) {
        return capped(pauseAfterRefusedConnection, waits, Duration.ofHours(1));
    }

    private static Duration capped(Duration first, int doublings, Duration most) {
        Duration pause = first.multipliedBy(1L << Math.min(doublings, 20));
        return pause.compareTo(most) < 0 ? pause : most;
    }
}
