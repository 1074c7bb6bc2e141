package dev.keelson.webhooks;

import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The three verifiers, each with a current and a previous secret. */
final class TestVerifiers {
    private static final List<String> CLERK =
            List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_cHJldmlvdXMtc2VjcmV0LW9mLWNsZXJr");
    private static final List<String> STRIPE = List.of("whsec_current", "whsec_previous");
    private static final List<String> AYRSHARE = List.of("ayr-current", "ayr-previous");

    /** Bound as the application's are, so that everything else has its default. */
    private static final WebhookSettings SETTINGS = new Binder(new MapConfigurationPropertySource(Map.of(
                    "keelson.webhooks.secrets.clerk", CLERK,
                    "keelson.webhooks.secrets.stripe", STRIPE,
                    "keelson.webhooks.secrets.ayrshare", AYRSHARE)))
            .bind("keelson.webhooks", WebhookSettings.class)
            .get();

    private TestVerifiers() {}

    static WebhookVerifier of(WebhookProvider provider) {
        return switch (provider) {
            case CLERK -> new SvixVerifier(SETTINGS);
            case STRIPE -> new StripeVerifier(SETTINGS);
            case AYRSHARE -> new AyrshareVerifier(SETTINGS);
        };
    }

    static String current(WebhookProvider provider) {
        return secrets(provider).getFirst();
    }

    static String previous(WebhookProvider provider) {
        return secrets(provider).getLast();
    }

    private static List<String> secrets(WebhookProvider provider) {
        return switch (provider) {
            case CLERK -> CLERK;
            case STRIPE -> STRIPE;
            case AYRSHARE -> AYRSHARE;
        };
    }
}
