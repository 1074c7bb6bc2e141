package dev.keelson.clients;

import java.util.Locale;

/** Whose API is called. */
public enum Vendor {
    CLERK("Clerk", "KEELSON_CLERK_SECRET_KEY"),
    STRIPE("Stripe", "KEELSON_STRIPE_SECRET_KEY"),
    AYRSHARE("Ayrshare", "KEELSON_AYRSHARE_API_KEY");

    private final String displayName;
    private final String credential;

    Vendor(String displayName, String credential) {
        this.displayName = displayName;
        this.credential = credential;
    }

    /** The name in settings, metrics and addresses. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name as a user knows it. */
    public String displayName() {
        return displayName;
    }

    /** The environment variable with our credential: what an operator has to look at when it is refused. */
    public String credential() {
        return credential;
    }
}
