package dev.keelson.sandbox.clerk;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keelson.sandbox.server.SandboxKeys;
import dev.keelson.sandbox.server.WebhookSigner;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Signs as Svix does for Clerk.
 *
 * @see <a href="https://docs.svix.com/receiving/verifying-payloads/how-manual">verifying manually</a>
 */
@Component
class SvixSigner implements WebhookSigner {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";

    @Override
    public String vendor() {
        return ClerkStandIn.VENDOR;
    }

    @Override
    public Map<String, String> headers(String messageId, int attempt, Instant at, byte[] body) {
        return Map.of(
                "svix-id",
                messageId,
                "svix-timestamp",
                Long.toString(at.getEpochSecond()),
                "svix-signature",
                "v1," + signature(messageId, at, body),
                "user-agent",
                "Svix-Webhooks/1.90 (sandbox)");
    }

    private static String signature(String messageId, Instant at, byte[] body) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            var key = Base64.getDecoder().decode(SandboxKeys.CLERK_WEBHOOK_SECRET.substring(PREFIX.length()));
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update("%s.%d.".formatted(messageId, at.getEpochSecond()).getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
