package dev.keelson.clients;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.LoggerFactory;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;

/** A real vendor's address, and the key of a developer's own test account there, which is in the environment or is not. */
public final class VendorKey {
    private final String vendor;
    private final String variable;
    private final @Nullable String key;
    private final List<String> prefixes;

    /** @param prefixes what a test key begins with, one of them; empty where the vendor has no such thing */
    VendorKey(String vendor, String variable, @Nullable String key, List<String> prefixes) {
        this.vendor = vendor;
        this.variable = variable;
        this.key = key;
        this.prefixes = prefixes;
    }

    public static VendorKey ofClerk() {
        return fromEnvironment("clerk", "KEELSON_CLERK_SECRET_KEY", List.of("sk_test_"));
    }

    public static VendorKey ofStripe() {
        return fromEnvironment("stripe", "KEELSON_STRIPE_SECRET_KEY", List.of("sk_test_", "rk_test_"));
    }

    /** Ayrshare has no test mode, so that nothing in its key tells whose accounts are behind it. */
    public static VendorKey ofAyrshare() {
        return fromEnvironment("ayrshare", "KEELSON_AYRSHARE_API_KEY", List.of());
    }

    private static VendorKey fromEnvironment(String vendor, String variable, List<String> prefixes) {
        var key = new VendorKey(vendor, variable, System.getenv(variable), prefixes);
        if (key.isMissing()) {
            // The build counts what is skipped, and does not print why.
            LoggerFactory.getLogger(VendorKey.class).warn(key.missing());
        }
        return key;
    }

    /** Where the vendor is when nothing is set. */
    public String apiUrl() {
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

    /** Skips the test where there is no key, and fails it where it is none of test mode: such a key is never sent. */
    public String value() {
        Assumptions.assumeFalse(isMissing(), this::missing);
        String value = Objects.requireNonNull(key);
        // Without the key: what is thrown is printed.
        if (value.contains("sk_live_") || value.contains("rk_live_")) {
            throw new IllegalStateException(variable + " is a live key: it was not used. " + wanted());
        }
        if (!prefixes.isEmpty() && prefixes.stream().noneMatch(value::startsWith)) {
            throw new IllegalStateException(variable + " is no test key: it was not used. " + wanted());
        }
        return value;
    }

    private boolean isMissing() {
        return key == null || key.isBlank();
    }

    private String missing() {
        return variable + " is not set: " + vendor + " is not asked. " + wanted();
    }

    private String wanted() {
        return prefixes.isEmpty()
                ? "Set it to the API key of an account without real users."
                : "Set it to a test key (%s…).".formatted(String.join("… or ", prefixes));
    }
}
