package dev.keelson.testing;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ClassPathResource;

/** What must be seen nowhere: the secrets that the tests and the sandbox are configured with, and whatever looks like one. */
public final class Secrets {
    private static final Pattern SECRET_SETTING =
            Pattern.compile("keelson\\.(.*(secret-key|api-key|api-secret|keyset)|webhooks\\.secrets\\..*)");
    private static final Pattern KEY_MATERIAL = Pattern.compile("\"value\"\\s*:\\s*\"([^\"]+)\"");
    private static final String SVIX_PREFIX = "whsec_";

    /** Each by its kind. A secret's beginning alone, such as {@code sk_…}, is none. */
    private static final Map<String, Pattern> FORMS = Map.of(
            "session token", Pattern.compile("eyJ[\\w-]+\\.eyJ[\\w-]+\\.[\\w-]*"),
            "client secret of Stripe", Pattern.compile("[a-z]+_\\w+_secret_\\w+"),
            "secret key", Pattern.compile("\\b[sr]k_(test|live)_\\w{3,}"),
            "webhook secret", Pattern.compile("whsec_[\\w+/=-]{3,}"),
            "profile key", Pattern.compile("\\b(KEY-[0-9a-f-]{32,}|PROFILE-KEY\\b|([A-Z0-9]{7}-){3}[A-Z0-9]{7}\\b)"),
            "database password", Pattern.compile("[?&]password=[^&\\s*<]"));

    private static final Map<String, String> CONFIGURED = configured();

    private Secrets() {}

    /** The kind of the first secret in the text, never the secret. */
    public static Optional<String> kindIn(String text) {
        return CONFIGURED.entrySet().stream()
                .filter(secret -> text.contains(secret.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .or(() -> FORMS.entrySet().stream()
                        .filter(form -> form.getValue().matcher(text).find())
                        .map(Map.Entry::getKey)
                        .findFirst());
    }

    /** The configured secrets, and the settings that they are of. */
    public static Map<String, String> all() {
        return CONFIGURED;
    }

    private static Map<String, String> configured() {
        var secrets = new LinkedHashMap<String, String>();
        for (String file : new String[] {"application-test.yaml", "application-sandbox.yaml"}) {
            try {
                for (var source : new YamlPropertySourceLoader().load(file, new ClassPathResource(file))) {
                    for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                        if (SECRET_SETTING.matcher(name).matches()) {
                            add(secrets, name, String.valueOf(source.getProperty(name)));
                        }
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return Map.copyOf(secrets);
    }

    private static void add(Map<String, String> secrets, String setting, String value) {
        if (setting.endsWith("keyset")) {
            KEY_MATERIAL.matcher(value).results().forEach(key -> secrets.put(key.group(1), setting));
            return;
        }
        // Clerk's prefix is no part of the key.
        Arrays.stream(value.split(",", -1))
                .map(secret -> secret.startsWith(SVIX_PREFIX) ? secret.substring(SVIX_PREFIX.length()) : secret)
                .forEach(secret -> secrets.put(secret.strip(), setting));
    }
}
