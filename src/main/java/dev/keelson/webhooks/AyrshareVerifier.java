package dev.keelson.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keelson.webhooks.SignatureRefusedException.Reason;
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
    public List<String> headerNames() {
        return List.of(HEADER, ROTATION_HEADER);
    }

    @Override
    public SigningKey verify(HttpHeaders headers, byte[] body, Instant now) throws SignatureRefusedException {
        String single = WebhookVerifier.header(headers, HEADER);
        String rotation = WebhookVerifier.header(headers, ROTATION_HEADER);
        if (single == null && rotation == null) {
            throw new SignatureRefusedException(Reason.MISSING_HEADER);
        }
        List<byte[]> signatures = new ArrayList<>();
        if (single != null) {
            signatures.add(Hex.parse(single.strip()));
        }
        for (String part : rotation == null ? new String[0] : rotation.split(",", -1)) {
            if (part.strip().startsWith("v1=") && signatures.size() < MOST_SIGNATURES) {
                signatures.add(Hex.parse(part.strip().substring(3)));
            }
        }
        if (signatures.isEmpty()) {
            throw new SignatureRefusedException(Reason.MALFORMED_HEADER);
        }
        return hmac.match(signatures, body).orElseThrow(() -> new SignatureRefusedException(Reason.BAD_SIGNATURE));
    }
}
