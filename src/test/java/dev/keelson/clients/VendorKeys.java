package dev.keelson.clients;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;

/** The real vendors' addresses, and the keys of a developer's own test accounts there, which the environment has. */
public final class VendorKeys {
    private VendorKeys() {}

    /** Skips the tests where there is no key, and fails them where it is one of live mode: such a key is never sent. */
    public static String clerk() {
        return testKey("KEELSON_CLERK_SECRET_KEY", List.of("sk_test_"));
    }

    /** As {@link #clerk}. */
    public static String stripe() {
        return testKey("KEELSON_STRIPE_SECRET_KEY", List.of("sk_test_", "rk_test_"));
    }

    /** Ayrshare has no test mode, so that nothing in its key tells whose accounts are behind it. */
    public static String ayrshare() {
        return testKey("KEELSON_AYRSHARE_API_KEY", List.of());
    }

    /** Where the vendor is when nothing is set. */
    public static String apiUrl(String vendor) {
        try {
            var file = new YamlPropertySourceLoader()
                    .load("application", new ClassPathResource("application.yaml"))
                    .getFirst();
            return String.valueOf(
                    Objects.requireNonNull(file.getProperty("keelson.clients." + vendor + ".api-url"), vendor));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String testKey(String variable, List<String> prefixes) {
        return testKey(variable, System.getenv(variable), prefixes);
    }

    /** @param prefixes what a test key begins with, one of them; empty where the vendor has no such thing */
    static String testKey(String variable, @Nullable String key, List<String> prefixes) {
        Assumptions.assumeTrue(
                key != null && !key.isBlank(),
                () -> variable + " is not set: the vendor is not asked. " + hint(prefixes));
        String value = Objects.requireNonNull(key);
        boolean live = value.contains("sk_live_") || value.contains("rk_live_");
        boolean test = prefixes.isEmpty() || prefixes.stream().anyMatch(value::startsWith);
        if (live || !test) {
            // Without the key: what is thrown is printed.
            throw new IllegalStateException(
                    variable + (live ? " is a live key" : " is no test key") + ": it was not used. " + hint(prefixes));
        }
        return value;
    }

    private static String hint(List<String> prefixes) {
        return prefixes.isEmpty()
                ? "Set it to the API key of an account without real users."
                : "Set it to a test key (%s…).".formatted(String.join("… or ", prefixes));
    }
}
