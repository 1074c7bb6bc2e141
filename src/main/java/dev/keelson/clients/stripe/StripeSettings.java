package dev.keelson.clients.stripe;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Stripe is and as whom we call it.
 *
 * @param apiUrl {@code https://api.stripe.com}, or a stand-in's address
 * @param secretKey a secret or restricted key; its prefix says whether real money moves
 * @param readTimeout how long an answer may take
 */
@ConfigurationProperties("keelson.stripe")
public record StripeSettings(
        String apiUrl,
        String secretKey,
        @DefaultValue("20s") Duration readTimeout) {
    /** Whether the key is one of live mode. What the other mode does is none of our business. */
    public boolean livemode() {
        return secretKey.startsWith("sk_live_") || secretKey.startsWith("rk_live_");
    }

    /** Without the key, which would otherwise reach a log with any dump of the settings. */
    @Override
    public String toString() {
        return "StripeSettings[apiUrl=%s, livemode=%s]".formatted(apiUrl, livemode());
    }
}
