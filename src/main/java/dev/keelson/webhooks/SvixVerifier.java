package dev.keelson.webhooks;

import dev.keelson.webhooks.SignatureRefusedException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Clerk's scheme, which is Svix's and that of <a href="https://www.standardwebhooks.com">Standard Webhooks</a>: HMAC over
 * {@code id.timestamp.body}, base64, several {@code v1,…} signatures separated by blanks. The headers are {@code svix-*} or
 * {@code webhook-*}.
 */
@Component
class SvixVerifier implements WebhookVerifier {
    private static final String SECRET_PREFIX = "whsec_";
    private static final String SVIX = "svix-";
    private static final String STANDARD = "webhook-";
    private static final byte[] NOTHING = {};

    private final Hmac hmac;
    private final Duration tolerance;

    SvixVerifier(WebhookSettings settings) {
        hmac = new Hmac(
                settings.secrets().clerk().stream().map(SvixVerifier::key).toList());
        tolerance = settings.tolerance();
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.CLERK;
    }

    @Override
    public List<String> headerNames() {
        return List.of(
                SVIX + "id",
                SVIX + "timestamp",
                SVIX + "signature",
                STANDARD + "id",
                STANDARD + "timestamp",
                STANDARD + "signature");
    }

    @Override
    public SigningKey verify(HttpHeaders headers, byte[] body, Instant now) throws SignatureRefusedException {
        String id = header(headers, "id");
        String timestamp = header(headers, "timestamp");
        String signatures = header(headers, "signature");
        if (id == null || timestamp == null || signatures == null) {
            throw new SignatureRefusedException(Reason.MISSING_HEADER);
        }
        SignedTimestamp.check(timestamp, now, tolerance);
        List<byte[]> candidates = new ArrayList<>();
        for (String part : signatures.split(" ", -1)) {
            if (part.startsWith("v1,") && candidates.size() < MOST_SIGNATURES) {
                candidates.add(base64(part.substring(3)));
            }
        }
        return hmac.match(candidates, Hmac.bytes(id + "." + timestamp + "."), body)
                .orElseThrow(() -> new SignatureRefusedException(Reason.BAD_SIGNATURE));
    }

    /** The id of the message, the same for each of its deliveries. */
    static @Nullable String messageId(HttpHeaders headers) {
        String value = headers.getFirst(SVIX + "id");
        return value != null ? value : headers.getFirst(STANDARD + "id");
    }

    private static @Nullable String header(HttpHeaders headers, String name) throws SignatureRefusedException {
        String value = WebhookVerifier.header(headers, SVIX + name);
        return value != null ? value : WebhookVerifier.header(headers, STANDARD + name);
    }

    private static byte[] key(String secret) {
        String encoded = secret.startsWith(SECRET_PREFIX) ? secret.substring(SECRET_PREFIX.length()) : secret;
        return Base64.getDecoder().decode(encoded);
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return NOTHING;
        }
    }
}
