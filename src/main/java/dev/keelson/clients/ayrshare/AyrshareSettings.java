package dev.keelson.clients.ayrshare;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Ayrshare is and as whom we call it.
 *
 * @param apiUrl its API, {@code https://api.ayrshare.com/api} in production
 * @param apiKey the primary profile's key: every call carries it
 * @param readTimeout how long an answer may take
 * @param postReadTimeout how long the answer to a post may take: Ayrshare fetches and converts its media before it answers
 * @param xApiKey key of our own X developer app, without which X refuses what Ayrshare sends for us
 * @param xApiSecret its secret
 */
@ConfigurationProperties("keelson.ayrshare")
public record AyrshareSettings(
        String apiUrl,
        String apiKey,
        @DefaultValue("10s") Duration readTimeout,
        @DefaultValue("5m") Duration postReadTimeout,
        @Nullable String xApiKey,
        @Nullable String xApiSecret) {

    @Override
    public String toString() {
        return "AyrshareSettings[apiUrl=%s, readTimeout=%s, postReadTimeout=%s]"
                .formatted(apiUrl, readTimeout, postReadTimeout);
    }
}
