package dev.keelson.webhooks;

import java.time.Instant;
import org.springframework.http.HttpHeaders;

/** Proves, over the raw bytes, that a request comes from the vendor. */
interface WebhookVerifier {
    WebhookProvider provider();

    /**
     * @throws SignatureRefusedException for everything that is not proven, malformed headers included; nothing else is thrown,
     *     whatever the headers hold
     */
    void verify(HttpHeaders headers, byte[] body, Instant now) throws SignatureRefusedException;
}
