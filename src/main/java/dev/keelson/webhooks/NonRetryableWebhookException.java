package dev.keelson.webhooks;

/** An event that will never be handled as it is, such as a payload without what its type promises. */
@SuppressWarnings("serial") // never serialised
public class NonRetryableWebhookException extends RuntimeException {
    public NonRetryableWebhookException(String message) {
        super(message);
    }
}
