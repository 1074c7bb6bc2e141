package dev.keelson.clients;

import java.util.Locale;

/** Whose API is called. */
public enum Vendor {
    CLERK("Clerk"),
    STRIPE("Stripe"),
    AYRSHARE("Ayrshare");

    private final String displayName;

    Vendor(String displayName) {
        this.displayName = displayName;
    }

    /** The name in settings, metrics and addresses. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name as a user knows it. */
    public String displayName() {
        return displayName;
    }
}
