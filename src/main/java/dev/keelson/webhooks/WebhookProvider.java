package dev.keelson.webhooks;

import java.util.Locale;

/** Who sends webhooks. */
public enum WebhookProvider {
    CLERK,
    STRIPE,
    AYRSHARE;

    /** The name in paths, settings, metrics and the database. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
