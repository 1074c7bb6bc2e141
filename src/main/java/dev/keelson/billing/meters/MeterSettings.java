package dev.keelson.billing.meters;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How usage is reported to Stripe.
 *
 * @param sendEvery pause between two rounds of sending
 * @param batch how many are taken at a time
 * @param parallel how many calls are under way at once; Stripe's budget holds all the same
 * @param firstPause how long one that failed waits for its second attempt; each pause is twice the one before
 * @param longestPause how long it waits at most
 * @param customerPause how long one waits whose user has no customer at Stripe yet, before it is looked at again
 * @param keep how long what was sent is kept, longer than Stripe takes usage
 * @param keepFailed how long what did not get through is kept, and what Stripe reported of it
 */
@Validated
@ConfigurationProperties("keelson.billing.meters")
record MeterSettings(
        @DefaultValue("5s") @DurationMin(millis = 100) Duration sendEvery,
        @DefaultValue("100") @Min(1) @Max(1_000) int batch,
        @DefaultValue("8") @Min(1) @Max(64) int parallel,
        @DefaultValue("5s") @DurationMin(millis = 1) Duration firstPause,
        @DefaultValue("15m") @DurationMin(millis = 1) Duration longestPause,
        @DefaultValue("5m") @DurationMin(millis = 1) Duration customerPause,
        @DefaultValue("40d") Duration keep,
        @DefaultValue("400d") @DurationMin(days = 1) Duration keepFailed) {

    @AssertTrue(message = "keep must be longer than the 35 days in which Stripe takes usage: it would be taken twice")
    boolean isKeptAsLongAsItCouldBeSent() {
        return keep.compareTo(Window.PAST.plusDays(1)) >= 0;
    }

    Duration pauseAfter(int attempts) {
        Duration pause = firstPause.multipliedBy(1L << Math.clamp(attempts - 1L, 0, 20));
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }
}
