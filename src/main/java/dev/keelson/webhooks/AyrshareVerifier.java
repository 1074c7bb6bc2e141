package dev.keelson.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keelson.webhooks.SignatureRefusedException.Reason;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Ayrshare's scheme: {@code X-Authorization-Content-SHA256: <hex>}, HMAC over the body alone; for 24 hours after a rotation
 * also {@code X-Authorization-Content-SHA256-V2: v1=<hex>,v1=<hex>}. The timestamp header is not signed, so it proves nothing
 * and is not looked at; what refuses a replay is the {@code hookId}, which is.
 */
@Component
class AyrshareVerifier implements WebhookVerifier {
    private static final String HEADER = "X-Authorization-Content-SHA256";
    private static final String ROTATION_HEADER = "X-Authorization-Content-SHA256-V2";

    private final Hmac hmac;

    AyrshareVerifier(WebhookSettings settings) {
        hmac = new Hmac(settings.secrets().ayrshare().stream()
                .map(secret -> secret.getBytes(UTF_8))
                .toList());
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.AYRSHARE;
    }

    @Override
    public void verify(HttpHeaders headers, byte[] body, Instant now) throws SignatureRefusedException {
        List<byte[]> signatures = new ArrayList<>();
        String rotation = headers.getFirst(ROTATION_HEADER);
        if (rotation != null) {
            for (String part : rotation.split(",", -1)) {
                if (part.strip().startsWith("v1=")) {
                    signatures.add(Hex.parse(part.strip().substring(3)));
                }
            }
        }
        String single = headers.getFirst(HEADER);
        if (single != null) {
            signatures.add(Hex.parse(single.strip()));
        }
        if (signatures.isEmpty()) {
            throw new SignatureRefusedException(rotation == null ? Reason.MISSING_HEADER : Reason.MALFORMED_HEADER);
        }
        for (byte[] digest : hmac.digests(body)) {
            for (byte[] signature : signatures) {
                if (MessageDigest.isEqual(digest, signature)) {
                    return;
                }
            }
        }
        throw new SignatureRefusedException(Reason.BAD_SIGNATURE);
    }
}
