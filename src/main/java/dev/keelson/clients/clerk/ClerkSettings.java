package dev.keelson.clients.clerk;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The Clerk instance that this installation belongs to.
 *
 * @param apiUrl the Backend API, with its version: {@code https://api.clerk.com/v1}
 * @param secretKey its key, {@code sk_…}
 * @param readTimeout how long an answer may take
 * @param issuer the {@code iss} of session tokens: the instance's Frontend API, without a slash at its end
 * @param jwksUrl where the keys of session tokens are published; below the issuer unless said otherwise
 * @param authorizedParties the origins whose tokens are accepted ({@code azp})
 * @param allowAbsentAzp whether a token without {@code azp} is accepted too, as native apps send it
 */
@ConfigurationProperties("keelson.clerk")
public record ClerkSettings(
        String apiUrl,
        String secretKey,
        @DefaultValue("5s") Duration readTimeout,
        String issuer,
        @Nullable String jwksUrl,
        @DefaultValue List<String> authorizedParties,
        @DefaultValue("false") boolean allowAbsentAzp) {

    private static final String KEYS_BELOW_ISSUER = "/.well-known/jwks.json";

    public String keysUrl() {
        return jwksUrl == null || jwksUrl.isBlank() ? issuer + KEYS_BELOW_ISSUER : jwksUrl;
    }

    /** Never the key itself: settings get logged. */
    @Override
    public String toString() {
        return "ClerkSettings[apiUrl=%s, issuer=%s]".formatted(apiUrl, issuer);
    }
}
