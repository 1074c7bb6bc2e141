package dev.keelson.social.calendar;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a calendar shows.
 *
 * @param leastGap two posts to one network that lie closer than this are shown as a conflict, where the user's
 *     schedule has no least gap of its own
 * @param maxDays longest range that can be asked for
 * @param maxPosts most posts of one answer; beyond it a shorter range has to be asked for
 * @param feedPast how far back the feed goes
 * @param feedFuture how far ahead the feed goes
 * @param feedMaxPosts most posts of the feed: of more, the ones that lie furthest ahead are left out
 * @param feedTextLength characters of a post's text in the feed; the rest is left out with an ellipsis
 */
@ConfigurationProperties("keelson.social.calendar")
record CalendarSettings(
        @DefaultValue("15m") Duration leastGap,
        @DefaultValue("92") int maxDays,
        @DefaultValue("5000") int maxPosts,
        @DefaultValue("30d") Duration feedPast,
        @DefaultValue("365d") Duration feedFuture,
        @DefaultValue("2000") int feedMaxPosts,
        @DefaultValue("12000") int feedTextLength) {}
