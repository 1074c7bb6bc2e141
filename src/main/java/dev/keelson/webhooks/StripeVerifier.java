package dev.keelson.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keelson.webhooks.SignatureRefusedException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Stripe's scheme: {@code Stripe-Signature: t=<seconds>,v1=<hex>[,v1=<hex>]}, HMAC over {@code t.body}
 * (<a href="https://docs.stripe.com/webhooks#verify-manually">Stripe</a>). stripe-java's own check is not used: it throws on
 * malformed headers, accepts timestamps of the future, and fails where the default locale writes other digits.
 */
@Component
class StripeVerifier implements WebhookVerifier {
    private static final String HEADER = "Stripe-Signature";

    private final Hmac hmac;
    private final Duration tolerance;

    StripeVerifier(WebhookSettings settings) {
        hmac = new Hmac(settings.secrets().stripe().stream()
                .map(secret -> secret.getBytes(UTF_8))
                .toList());
        tolerance = settings.tolerance();
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.STRIPE;
    }

    @Override
    public List<String> headerNames() {
        return List.of(HEADER);
    }

    @Override
    public SigningKey verify(HttpHeaders headers, byte[] body, Instant now) throws SignatureRefusedException {
        String header = WebhookVerifier.header(headers, HEADER);
        if (header == null) {
            throw new SignatureRefusedException(Reason.MISSING_HEADER);
        }
        String timestamp = null;
        List<byte[]> signatures = new ArrayList<>();
        for (String part : header.split(",", -1)) {
            if (part.startsWith("t=") && timestamp == null) {
                timestamp = part.substring(2);
            } else if (part.startsWith("t=")) {
                throw new SignatureRefusedException(Reason.MALFORMED_HEADER);
            } else if (part.startsWith("v1=") && signatures.size() < MOST_SIGNATURES) {
                signatures.add(Hex.parse(part.substring(3)));
            }
        }
        if (timestamp == null) {
            throw new SignatureRefusedException(Reason.MALFORMED_HEADER);
        }
        SignedTimestamp.check(timestamp, now, tolerance);
        return hmac.match(signatures, Hmac.bytes(timestamp + "."), body)
                .orElseThrow(() -> new SignatureRefusedException(Reason.BAD_SIGNATURE));
    }
}
