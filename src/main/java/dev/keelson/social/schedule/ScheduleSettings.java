package dev.keelson.social.schedule;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When posts are planned for, and how those that are due are sent.
 *
 * @param leadTime how far ahead the earliest instant lies that a post can be scheduled for
 * @param horizonDays so many days are looked through for a free slot
 * @param publishMissedFor a post that nothing sent at its time, because nothing ran, is published up to so much later; after that
 *     it is held, and its user decides
 * @param lateAfter a post that has not started so long after its time is told to its user
 * @param lookEvery how often due posts and targets are looked for, beyond what is known to have come
 * @param inFlight so many targets are being sent at a time by a node; fewer than Ayrshare's bulkhead has places for tasks
 * @param inFlightPerUser so many of them of one user
 * @param claimedFor how long a target stays with a node of which nothing is heard; longer than an attempt waits before it is sent
 */
@Validated
@ConfigurationProperties("keelson.social.schedule")
public record ScheduleSettings(
        @DefaultValue("5m") Duration leadTime,
        @DefaultValue("90") @Min(1) @Max(366) int horizonDays,
        @DefaultValue("1h") Duration publishMissedFor,
        @DefaultValue("5m") Duration lateAfter,
        @DefaultValue("250ms") Duration lookEvery,
        @DefaultValue("240") @Min(1) @Max(1000) int inFlight,
        @DefaultValue("4") @Min(1) @Max(100) int inFlightPerUser,
        @DefaultValue("40s") Duration claimedFor) {}
