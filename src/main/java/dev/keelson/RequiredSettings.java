package dev.keelson;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Profiles;
import org.springframework.util.StringUtils;

/**
 * Looks at the settings before anything is started with them. Outside the sandbox nothing may be missing; in the sandbox
 * nothing may be real.
 */
class RequiredSettings implements EnvironmentPostProcessor, Ordered {
    /**
     * @param property the application's property
     * @param variable the environment variable that sets it
     * @param meaning what it is and where it is found
     */
    record Setting(String property, String variable, String meaning) {}

    static final List<Setting> VENDORS = List.of(
            new Setting(
                    "keelson.clients.clerk.secret-key",
                    "KEELSON_CLERK_SECRET_KEY",
                    "Clerk's secret key (Dashboard → API keys)"),
            new Setting(
                    "keelson.clients.clerk.issuer",
                    "KEELSON_CLERK_ISSUER",
                    "Clerk's Frontend API URL, the 'iss' of its session tokens (Dashboard → API keys)"),
            new Setting(
                    "keelson.clients.clerk.authorized-parties",
                    "KEELSON_CLERK_AUTHORIZED_PARTIES",
                    "the origins of your frontend, by commas: the 'azp' of session tokens"),
            new Setting(
                    "keelson.webhooks.secrets.clerk",
                    "KEELSON_CLERK_WEBHOOK_SECRETS",
                    "the signing secrets of Clerk's webhook endpoint, by commas (Dashboard → Webhooks)"),
            new Setting(
                    "keelson.clients.stripe.secret-key",
                    "KEELSON_STRIPE_SECRET_KEY",
                    "Stripe's secret or restricted key (Dashboard → Developers → API keys)"),
            new Setting(
                    "keelson.webhooks.secrets.stripe",
                    "KEELSON_STRIPE_WEBHOOK_SECRETS",
                    "the signing secrets of Stripe's webhook endpoint, by commas (Workbench → Webhooks)"),
            new Setting(
                    "keelson.clients.ayrshare.api-key",
                    "KEELSON_AYRSHARE_API_KEY",
                    "Ayrshare's API key (Dashboard → API Key)"),
            new Setting(
                    "keelson.webhooks.secrets.ayrshare",
                    "KEELSON_AYRSHARE_WEBHOOK_SECRETS",
                    "the secrets that Ayrshare's webhooks are signed with, by commas"));

    private static final List<Setting> OWN = List.of(
            new Setting("spring.datasource.url", "KEELSON_DATABASE_URL", "PostgreSQL's JDBC URL, jdbc:postgresql://…"));

    private static final String KEY_SET = "keelson.encryption.keyset";
    private static final String KEY_SET_FILE = "keelson.encryption.keyset-file";

    private static final List<String> SANDBOX_KEYS = List.of(
            "keelson.clients.clerk.secret-key",
            "keelson.clients.stripe.secret-key",
            "keelson.clients.ayrshare.api-key");
    private static final List<String> SANDBOX_ADDRESSES = List.of(
            "keelson.clients.clerk.api-url",
            "keelson.clients.clerk.issuer",
            "keelson.clients.stripe.api-url",
            "keelson.clients.ayrshare.api-url");
    private static final String SANDBOX_MARK = "sandbox";
    private static final String JDBC_PREFIX = "jdbc:";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (!application.getAllSources().contains(KeelsonApplication.class)) {
            // The vendors' stand-ins are an application too, and have nothing to do with Keelson's settings.
            return;
        }
        if (environment.acceptsProfiles(Profiles.of(SandboxByDefault.PROFILE))) {
            refuseRealOnes(environment);
        } else {
            refuseMissingOnes(environment);
        }
    }

    /** After the configuration files: what counts is what the application will see. */
    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER + 1;
    }

    private static void refuseMissingOnes(ConfigurableEnvironment environment) {
        List<String> missing = new ArrayList<>();
        for (var settings : List.of(OWN, VENDORS)) {
            for (Setting setting : settings) {
                if (!present(environment, setting.property())) {
                    missing.add("%s is not set: %s.".formatted(setting.variable(), setting.meaning()));
                }
            }
        }
        keySetProblem(environment).ifPresent(missing::add);
        if (!missing.isEmpty()) {
            throw new UnfitSettingsException(
                    String.join(System.lineSeparator(), missing),
                    "Set what is missing, or try Keelson without any account: './mvnw spring-boot:run' with none of the"
                            + " vendors' variables set, or profile 'sandbox'.");
        }
    }

    private static Optional<String> keySetProblem(ConfigurableEnvironment environment) {
        String file = environment.getProperty(KEY_SET_FILE, "");
        boolean inFile = StringUtils.hasText(file);
        if (inFile && present(environment, KEY_SET)) {
            return Optional.of(
                    "KEELSON_ENCRYPTION_KEYSET and KEELSON_ENCRYPTION_KEYSET_FILE are both set: only one of them"
                            + " can be the key set.");
        }
        if (inFile && !Files.isReadable(Path.of(file))) {
            return Optional.of("KEELSON_ENCRYPTION_KEYSET_FILE does not lead to a file that can be read.");
        }
        if (!inFile && !present(environment, KEY_SET)) {
            return Optional.of(
                    "KEELSON_ENCRYPTION_KEYSET is not set: a Tink key set as JSON (docs/encryption.md says how to make"
                            + " one), or KEELSON_ENCRYPTION_KEYSET_FILE: the path of a file with it.");
        }
        return Optional.empty();
    }

    private static void refuseRealOnes(ConfigurableEnvironment environment) {
        for (String property : SANDBOX_KEYS) {
            String key = environment.getProperty(property, "");
            if (!key.toLowerCase(Locale.ROOT).contains(SANDBOX_MARK)) {
                throw new UnfitSettingsException(
                        "Profile 'sandbox' is on, and " + property + " is not the sandbox's own key.",
                        "Remove the vendors' variables to use the sandbox, or the profile to use the vendors.");
            }
        }
        for (String property : SANDBOX_ADDRESSES) {
            refuseOutside(property, environment.getProperty(property, ""));
        }
        String keys = environment.getProperty("keelson.clients.clerk.jwks-url", "");
        if (StringUtils.hasText(keys)) {
            refuseOutside("keelson.clients.clerk.jwks-url", keys);
        }
        String database = environment.getProperty("spring.datasource.url", "");
        if (database.startsWith(JDBC_PREFIX)) {
            refuseOutside("spring.datasource.url", database.substring(JDBC_PREFIX.length()));
        }
        String address = environment.getProperty("server.address", "");
        if (!loopback(address)) {
            throw outside("server.address");
        }
    }

    private static void refuseOutside(String property, String address) {
        try {
            String host = URI.create(address).getHost();
            if (host == null || !loopback(host)) {
                throw outside(property);
            }
        } catch (IllegalArgumentException e) {
            throw outside(property);
        }
    }

    private static UnfitSettingsException outside(String property) {
        return new UnfitSettingsException(
                "Profile 'sandbox' is on, and " + property + " does not lead to this machine.",
                "The sandbox works on loopback addresses only (127.0.0.1, localhost): it accepts anybody. Correct the"
                        + " address, or remove the profile.");
    }

    private static boolean loopback(String host) {
        try {
            return StringUtils.hasText(host) && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** A list may stand under its own name or under its first element's. */
    private static boolean present(ConfigurableEnvironment environment, String property) {
        return StringUtils.hasText(environment.getProperty(property))
                || StringUtils.hasText(environment.getProperty(property + "[0]"));
    }
}
