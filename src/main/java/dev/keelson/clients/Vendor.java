package dev.keelson.clients;

/** Whose API is called. */
public enum Vendor {
    CLERK("Clerk"),
    STRIPE("Stripe"),
    AYRSHARE("Ayrshare");

    private final String displayName;

    Vendor(String displayName) {
        this.displayName = displayName;
    }

    /** The name as a user knows it. */
    public String displayName() {
        return displayName;
    }
}
