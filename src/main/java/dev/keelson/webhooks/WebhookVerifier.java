package dev.keelson.webhooks;

import dev.keelson.webhooks.SignatureRefusedException.Reason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Proves, over the raw bytes, that a request comes from the vendor. */
interface WebhookVerifier {
    /** Vendors sign once with each of their secrets, and have two for a day or so: more than this is somebody else's idea. */
    int MOST_SIGNATURES = 16;

    WebhookProvider provider();

    /** The names of all headers that it looks at. */
    List<String> headerNames();

    /**
     * @return which of the configured secrets it was signed with
     * @throws SignatureRefusedException for everything that is not proven, malformed headers included; nothing else is thrown,
     *     whatever the headers hold
     */
    SigningKey verify(HttpHeaders headers, byte[] body, Instant now) throws SignatureRefusedException;

    /**
     * The header's value, or null where it is not there. No vendor sends a header twice: whoever does so has put together
     * what does not belong together, and which of the two was meant is nothing to guess.
     */
    static @Nullable String header(HttpHeaders headers, String name) throws SignatureRefusedException {
        List<String> lines = headers.get(name);
        if (lines == null || lines.isEmpty()) {
            return null;
        }
        if (lines.size() > 1) {
            throw new SignatureRefusedException(Reason.MALFORMED_HEADER);
        }
        return lines.getFirst();
    }
}
