package dev.keelson.audit;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.validation.annotation.Validated;

/**
 * How the audit log is sealed and checked.
 *
 * @param sealEvery pause between two rounds of sealing: about so long an entry can vanish unnoticed
 * @param checkAt when the chain is checked each night, UTC, such as {@code 03:30}
 * @param checkFrom the first day that nightly checks look at; set it to the day after a break that was looked into and cannot
 *     be mended. Without it they begin with the first entry
 * @param mostDays most days that one nightly check looks at; the next one goes on
 */
@Validated
@ConfigurationProperties("keelson.audit")
record AuditSettings(
        @DefaultValue("2s") @DurationMin(millis = 100) Duration sealEvery,

        @DefaultValue("03:30") @DateTimeFormat(iso = DateTimeFormat.ISO.TIME)
        LocalTime checkAt,

        @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable
        LocalDate checkFrom,

        @DefaultValue("366") @Min(1) @Max(10_000) int mostDays) {}
