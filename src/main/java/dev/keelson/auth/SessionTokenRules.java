package dev.keelson.auth;

import dev.keelson.clients.clerk.ClerkSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * What makes a JWT a session token of Clerk's. Clerk signs machine, OAuth and template tokens with the same key, so the
 * signature alone does not tell them apart; see
 * <a href="https://clerk.com/docs/guides/sessions/session-tokens">session tokens</a>. Holds for version 1 and 2 alike.
 */
final class SessionTokenRules implements OAuth2TokenValidator<Jwt> {
    static final String PENDING = "session_pending";
    private static final String NOT_A_SESSION_TOKEN = "not_a_session_token";
    private static final String FOREIGN_PARTY = "foreign_party";
    private static final String FROM_THE_FUTURE = "from_the_future";

    /** Header {@code cat} of template, machine and ignored tokens. Unknown values pass: the field is no promise of Clerk's. */
    private static final Set<String> FOREIGN_CATEGORIES =
            Set.of("cl_B7d4PD222AAA", "cl_B7d4PD333AAA", "cl_I7d4PD111III");

    private final List<String> authorizedParties;
    private final boolean allowAbsentAzp;
    private final Duration skew;
    private final InstantSource clock;

    SessionTokenRules(ClerkSettings settings, Duration skew, InstantSource clock) {
        this.authorizedParties = settings.authorizedParties();
        this.allowAbsentAzp = settings.allowAbsentAzp();
        this.skew = skew;
        this.clock = clock;
    }

    @Override
    public OAuth2TokenValidatorResult validate(Jwt token) {
        if (!isSessionToken(token)) {
            return refused(NOT_A_SESSION_TOKEN);
        }
        if (!isFromAuthorizedParty(token.getClaimAsString("azp"))) {
            return refused(FOREIGN_PARTY);
        }
        Instant issuedAt = token.getIssuedAt();
        if (issuedAt != null && issuedAt.isAfter(clock.instant().plus(skew))) {
            return refused(FROM_THE_FUTURE);
        }
        return switch (token.getClaimAsString("sts")) {
            case null -> OAuth2TokenValidatorResult.success();
            case "active" -> OAuth2TokenValidatorResult.success();
            case "pending" -> refused(PENDING);
            default -> refused(NOT_A_SESSION_TOKEN);
        };
    }

    private static boolean isSessionToken(Jwt token) {
        String subject = token.getSubject();
        String session = token.getClaimAsString("sid");
        return subject != null
                && subject.startsWith("user_")
                && session != null
                && !session.isBlank()
                && !FOREIGN_CATEGORIES.contains(
                        String.valueOf(token.getHeaders().get("cat")));
    }

    private boolean isFromAuthorizedParty(@Nullable String azp) {
        return azp == null ? allowAbsentAzp : authorizedParties.contains(azp);
    }

    private static OAuth2TokenValidatorResult refused(String code) {
        return OAuth2TokenValidatorResult.failure(new OAuth2Error(code));
    }
}
