package dev.keelson.webhooks;

import java.util.Locale;

/** Where an event stands. */
public enum WebhookState {
    /** Waits for its first attempt, or for the first one after a replay. */
    RECEIVED,
    /** An attempt failed; it waits for the next one. */
    RETRY,
    /** It took effect. */
    PROCESSED,
    /** Something newer had been applied before: nothing was changed. */
    SUPERSEDED,
    /** It does not concern us, or nobody handles its type: nothing was changed. */
    IGNORED,
    /** Given up; it is kept until somebody decides. */
    DEAD,
    /** It was dead, and somebody decided that it is not needed. */
    DISCARDED;

    /** The name in the API. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is going to be handled without anybody's doing. */
    public boolean waits() {
        return this == RECEIVED || this == RETRY;
    }
}
