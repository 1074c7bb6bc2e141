package dev.keelson.auth;

import static java.util.Objects.requireNonNull;

import dev.keelson.shared.FactorAges;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * What an accepted session token says, in version 1 and 2 alike.
 *
 * @param factors how old its factors were when it was signed
 * @param impersonator who acts in the user's place: {@code act.sub}; null where it is the user
 */
record SessionToken(
        String clerkId,
        String sessionId,
        Instant issuedAt,
        FactorAges factors,
        @Nullable String impersonator) {

    /** @param jwt one that {@link SessionTokenRules} lets through: what they ask for is there */
    static SessionToken of(Jwt jwt) {
        Instant issuedAt = jwt.getIssuedAt();
        return new SessionToken(
                requireNonNull(jwt.getSubject()),
                requireNonNull(jwt.getClaimAsString("sid")),
                // Every token of Clerk's has it; one that had none would count as an old one.
                issuedAt == null ? Instant.EPOCH : issuedAt,
                factors(jwt.getClaims().get("fva")),
                impersonator(jwt.getClaims().get("act")));
    }

    FactorAges factorsAt(Instant now) {
        return factors.older(Math.max(0, Duration.between(issuedAt, now).toMinutes()));
    }

    /** Anything else than two whole numbers proves nothing. */
    private static FactorAges factors(@Nullable Object fva) {
        return fva instanceof List<?> ages && ages.size() == 2 && isAge(ages.get(0)) && isAge(ages.get(1))
                ? new FactorAges(((Number) ages.get(0)).longValue(), ((Number) ages.get(1)).longValue())
                : FactorAges.UNKNOWN;
    }

    private static boolean isAge(@Nullable Object age) {
        return (age instanceof Long || age instanceof Integer) && ((Number) age).longValue() >= FactorAges.NEVER;
    }

    /** Whoever it is: that somebody acts in the user's place must not get lost because the rest is in another form. */
    private static @Nullable String impersonator(@Nullable Object act) {
        if (act == null) {
            return null;
        }
        return act instanceof Map<?, ?> actor && actor.get("sub") instanceof String sub ? sub : "unknown";
    }
}
