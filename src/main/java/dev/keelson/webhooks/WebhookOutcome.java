package dev.keelson.webhooks;

/** What handling an event came to. */
public enum WebhookOutcome {
    /** It took effect. */
    APPLIED,
    /** A newer state, or a deletion, had already been applied: nothing was changed. */
    SUPERSEDED,
    /** It does not concern us: nothing was changed. */
    IGNORED,
    /**
     * The event alone cannot tell what is true now. What was done is rolled back, {@link WebhookHandler#fetch} is called
     * outside any transaction, and the event is handled again with its answer.
     */
    FETCH_FIRST
}
