package dev.keelson.auth;

import dev.keelson.shared.Role;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long sessions last here. Clerk's own limits hold besides: whichever ends first.
 *
 * @param admin the longest that an administrator's session lasts, from sign-in
 * @param premium the longest that the session of somebody with a paid plan lasts
 * @param free the longest that anybody else's session lasts
 * @param idle how long a session may lie unused before it ends
 * @param most how many sessions a user may have at once; the oldest one ends when there is one more
 * @param seenEvery how exactly the last use is kept: it is written at most once in that time
 * @param authorityKept how long a node trusts what it read of a user's rights, should it not hear of a change; 0 for not at all
 */
@Validated
@ConfigurationProperties("keelson.auth.sessions")
record SessionSettings(
        @DefaultValue("8h") Duration admin,
        @DefaultValue("7d") Duration premium,
        @DefaultValue("24h") Duration free,
        @DefaultValue("24h") Duration idle,
        @DefaultValue("5") @Min(1) int most,
        @DefaultValue("1m") Duration seenEvery,
        @DefaultValue("1s") Duration authorityKept) {

    /** Sessions of that role that began before it are over. */
    Instant oldestStart(Role role, Instant now) {
        return now.minus(
                switch (role) {
                    case ADMIN -> admin;
                    case PREMIUM -> premium;
                    case FREE -> free;
                });
    }

    /** Sessions that were last used before it are over. */
    Instant oldestUse(Instant now) {
        return now.minus(idle);
    }
}
