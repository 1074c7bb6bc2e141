package dev.keelson.billing.grants;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long a user keeps what is not paid, and when users are told what is about to end.
 *
 * @param grace how long a subscription that is past due still gives what was bought, counted from when its oldest open invoice
 *     that could not be collected was finalised
 * @param graceNotice how long before the end of that it is told
 * @param trialNotice how long before the end of a trial it is told
 * @param cardNotice how long before a card expires it is told. Cards expire with a month: 31 days are the whole of the longest
 */
@Validated
@ConfigurationProperties("keelson.billing.dunning")
public record DunningSettings(
        @DefaultValue("P7D") @NotNull @DurationMin(seconds = 0)
        Duration grace,

        @DefaultValue("P2D") @NotNull @DurationMin(seconds = 0)
        Duration graceNotice,

        @DefaultValue("P3D") @NotNull @DurationMin(seconds = 0)
        Duration trialNotice,

        @DefaultValue("P31D") @NotNull @DurationMin(seconds = 0)
        Duration cardNotice) {}
