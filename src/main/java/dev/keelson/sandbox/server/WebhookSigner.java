package dev.keelson.sandbox.server;

import java.time.Instant;
import java.util.Map;

/** Signs one vendor's webhooks in that vendor's way. A bean of this type is found by itself. */
public interface WebhookSigner {
    /** The name in paths, such as {@code clerk}. */
    String vendor();

    /**
     * The headers of one attempt.
     *
     * @param messageId the same in every attempt
     * @param attempt counted from 1
     * @param at when this attempt is made
     * @param body the exact bytes that are sent
     */
    Map<String, String> headers(String messageId, int attempt, Instant at, byte[] body);
}
