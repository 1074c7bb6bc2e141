package dev.keelson.sandbox.ayrshare;

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

/** Ayrshare signs the raw body alone: the timestamp beside it is not part of what is signed. */
@Component
class AyrshareSigner implements WebhookSigner {
    private static final String HMAC = "HmacSHA256";

    @Override
    public String vendor() {
        return AyrshareStandIn.VENDOR;
    }

    @Override
    public Map<String, String> headers(String messageId, int attempt, Instant at, byte[] body) {
        return Map.of(
                "X-Authorization-Timestamp", Long.toString(at.getEpochSecond()),
                "X-Authorization-Content-SHA256", signature(body),
                "X-Ayrshare-Delivery-Id", messageId,
                "X-Ayrshare-Delivery-Attempt", Integer.toString(attempt));
    }

    private static String signature(byte[] body) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(SandboxKeys.AYRSHARE_WEBHOOK_SECRET.getBytes(UTF_8), HMAC));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
