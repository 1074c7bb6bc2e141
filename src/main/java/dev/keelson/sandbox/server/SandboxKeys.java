package dev.keelson.sandbox.server;

/**
 * The stand-ins' keys and secrets. They are public and worth nothing: {@code application-sandbox.yaml} gives Keelson the
 * same ones.
 */
public final class SandboxKeys {
    public static final String CLERK_SECRET_KEY = "sk_test_sandbox_clerk";

    /** As Svix makes them: the prefix, then 32 bytes in base64. */
    public static final String CLERK_WEBHOOK_SECRET = "whsec_a2VlbHNvbi1zYW5kYm94LWNsZXJrLXdlYmhvb2stMDE=";

    public static final String STRIPE_SECRET_KEY = "sk_test_sandbox_keelson";
    public static final String STRIPE_WEBHOOK_SECRET = "whsec_sandbox_keelson_stripe_webhook";
    public static final String AYRSHARE_API_KEY = "SANDBOX-AYRSHARE-KEY";
    public static final String AYRSHARE_WEBHOOK_SECRET = "sandbox-ayrshare-webhook-secret";

    private SandboxKeys() {}
}
