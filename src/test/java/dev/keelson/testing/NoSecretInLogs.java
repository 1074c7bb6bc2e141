package dev.keelson.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Every test class's: no secret may have been logged meanwhile. JUnit finds it by itself. */
public final class NoSecretInLogs implements AfterAllCallback {
    @Override
    public void afterAll(ExtensionContext context) {
        assertThat(SecretsInLogs.taken())
                .as("Secrets that were logged in %s, or by what still ran in the background", context.getDisplayName())
                .isEmpty();
    }
}
