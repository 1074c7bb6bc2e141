package dev.keelson.sandbox.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keelson.sandbox.server.SandboxKeys;
import dev.keelson.sandbox.server.WebhookSigner;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * {@code Stripe-Signature: t=<seconds>,v1=<hex>}, an HMAC-SHA256 over the time, a dot and the body's bytes
 * (<a href="https://docs.stripe.com/webhooks/signature">Stripe's description</a>).
 */
@Component
class StripeSignature implements WebhookSigner {
    @Override
    public String vendor() {
        return StripeEvents.VENDOR;
    }

    @Override
    public Map<String, String> headers(String messageId, int attempt, Instant at, byte[] body) {
        // Not by a format string: some locales have digits of their own.
        var time = Long.toString(at.getEpochSecond());
        return Map.of("Stripe-Signature", "t=" + time + ",v1=" + HexFormat.of().formatHex(hmac(time, body)));
    }

    private static byte[] hmac(String time, byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SandboxKeys.STRIPE_WEBHOOK_SECRET.getBytes(UTF_8), "HmacSHA256"));
            mac.update((time + ".").getBytes(UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
