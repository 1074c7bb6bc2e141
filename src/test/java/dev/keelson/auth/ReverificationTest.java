package dev.keelson.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.shared.FactorAges;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.oauth2.jwt.Jwt;

/** Clerk's rules for its presets, as its own library applies them. */
class ReverificationTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "STRICT,    0,   -1, true",
        "STRICT,    9,   -1, true",
        "STRICT,   10,   -1, false",
        "STRICT,    0,    9, true",
        "STRICT,    0,   10, false",
        "STRICT,   99,    0, true",
        "STRICT,   -1,   -1, false",
        "STRICT,   -1,    0, true",
        "MODERATE, 59,   -1, true",
        "MODERATE, 60,   -1, false",
        "LAX,    1439,   -1, true",
        "LAX,    1440,   -1, false"
    })
    void ageThatCountsIsTheSecondFactorsWhereThereIsOne(Reverification asked, long first, long second, boolean fresh) {
        assertThat(asked.isSatisfiedBy(new FactorAges(first, second))).isEqualTo(fresh);
    }

    @Test
    void bodyIsWhatClerksLibraryLooksFor() {
        assertThat(Reverification.STRICT.clerkError())
                .isEqualTo(Map.of(
                        "type",
                        "forbidden",
                        "reason",
                        "reverification-error",
                        "metadata",
                        Map.of("reverification", "strict")));
    }

    @Test
    void ageGrowsWithTheTokens() {
        var token = token("fva", List.of(3L, -1L));

        assertThat(token.factorsAt(NOW)).isEqualTo(new FactorAges(3, -1));
        assertThat(token.factorsAt(NOW.plusSeconds(59))).isEqualTo(new FactorAges(3, -1));
        assertThat(token.factorsAt(NOW.plusSeconds(7 * 60))).isEqualTo(new FactorAges(10, -1));
        assertThat(token.factorsAt(NOW.minusSeconds(300))).isEqualTo(new FactorAges(3, -1));
    }

    @Test
    void whatIsNoPairOfAgesProvesNothing() {
        for (Object fva : List.of(
                "0",
                0L,
                List.of(),
                List.of(0L),
                List.of(0L, 0L, 0L),
                List.of("0", "0"),
                List.of(0.5, -1),
                List.of(-2L, -1L),
                Map.of())) {
            assertThat(token("fva", fva).factors()).as("%s", fva).isEqualTo(FactorAges.UNKNOWN);
        }
        assertThat(token("fva", null).factors()).isEqualTo(FactorAges.UNKNOWN);
    }

    @Test
    void impersonationIsNeverOverlooked() {
        assertThat(token("act", null).impersonator()).isNull();
        assertThat(token("act", Map.of("sub", "user_support")).impersonator()).isEqualTo("user_support");
        for (Object act : List.of("user_support", Map.of(), Map.of("sub", 1), List.of())) {
            assertThat(token("act", act).impersonator()).as("%s", act).isEqualTo("unknown");
        }
    }

    private static SessionToken token(String claim, @Nullable Object value) {
        Map<String, Object> claims = new HashMap<>(Map.of("sub", "user_1", "sid", "sess_1", "iat", NOW));
        if (value != null) {
            claims.put(claim, value);
        }
        return SessionToken.of(new Jwt("token", NOW, NOW.plusSeconds(60), Map.of("alg", "RS256"), claims));
    }
}
