package dev.keelson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class SettingsTest {
    private static final SpringApplication KEELSON = new SpringApplication(KeelsonApplication.class);

    private static ConfigurableEnvironment environment(Map<String, Object> properties) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        return environment;
    }

    private static Map<String, Object> sandbox() {
        return new HashMap<>(Map.of(
                "spring.profiles.active", "sandbox",
                "server.address", "127.0.0.1",
                "keelson.clients.clerk.secret-key", "sk_test_sandbox_clerk",
                "keelson.clients.clerk.api-url", "http://127.0.0.1:8090/clerk/v1",
                "keelson.clients.clerk.issuer", "http://127.0.0.1:8090/clerk",
                "keelson.clients.stripe.secret-key", "sk_test_sandbox_stripe",
                "keelson.clients.stripe.api-url", "http://localhost:8090/stripe",
                "keelson.clients.ayrshare.api-key", "SANDBOX-KEY",
                "keelson.clients.ayrshare.api-url", "http://[::1]:8090/ayrshare"));
    }

    private static void check(Map<String, Object> properties) {
        new RequiredSettings().postProcessEnvironment(environment(properties), KEELSON);
    }

    @Test
    void everyMissingSettingIsNamedAtOnceWithWhatItIs() {
        assertThatThrownBy(() -> check(Map.of("spring.datasource.url", "jdbc:postgresql://db/keelson")))
                .isInstanceOf(UnfitSettingsException.class)
                .hasMessageContaining("KEELSON_STRIPE_SECRET_KEY is not set: Stripe's secret or restricted key")
                .hasMessageContaining("KEELSON_CLERK_WEBHOOK_SECRETS is not set")
                .hasMessageContaining("KEELSON_ENCRYPTION_KEYSET is not set")
                .hasMessageNotContaining("KEELSON_DATABASE_URL");
    }

    @Test
    void completeSettingsAreAccepted() {
        Map<String, Object> all = new HashMap<>();
        RequiredSettings.VENDORS.forEach(setting -> all.put(setting.property(), "x"));
        all.put("spring.datasource.url", "jdbc:postgresql://db/keelson");
        all.put("keelson.encryption.keyset", "{}");

        assertThatCode(() -> check(all)).doesNotThrowAnyException();
    }

    private static Map<String, Object> allButTheKeySet() {
        Map<String, Object> all = new HashMap<>();
        RequiredSettings.VENDORS.forEach(setting -> all.put(setting.property(), "x"));
        all.put("spring.datasource.url", "jdbc:postgresql://db/keelson");
        return all;
    }

    @Test
    void keySetMayBeInAFile(@TempDir Path directory) throws IOException {
        var all = allButTheKeySet();
        all.put(
                "keelson.encryption.keyset-file",
                Files.writeString(directory.resolve("keys.json"), "{}").toString());

        assertThatCode(() -> check(all)).doesNotThrowAnyException();
    }

    @Test
    void keySetIsInOnePlaceAndCanBeRead(@TempDir Path directory) {
        var neither = allButTheKeySet();
        var missing = allButTheKeySet();
        missing.put(
                "keelson.encryption.keyset-file", directory.resolve("none.json").toString());
        var both = new HashMap<>(missing);
        both.put("keelson.encryption.keyset", "{}");

        assertThatThrownBy(() -> check(neither))
                .hasMessageContaining("KEELSON_ENCRYPTION_KEYSET is not set")
                .hasMessageContaining("KEELSON_ENCRYPTION_KEYSET_FILE");
        assertThatThrownBy(() -> check(missing)).hasMessageContaining("KEELSON_ENCRYPTION_KEYSET_FILE does not lead");
        assertThatThrownBy(() -> check(both))
                .hasMessageContaining("KEELSON_ENCRYPTION_KEYSET and KEELSON_ENCRYPTION_KEYSET_FILE are both set");
    }

    @Test
    void sandboxWithItsOwnSettingsIsAccepted() {
        assertThatCode(() -> check(sandbox())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "keelson.clients.stripe.secret-key, sk_live_51abc",
        "keelson.clients.stripe.secret-key, sk_test_51abc",
        "keelson.clients.clerk.secret-key, sk_live_abc",
        "keelson.clients.ayrshare.api-key, AAAA-BBBB",
        "keelson.clients.stripe.api-url, https://api.stripe.com",
        "keelson.clients.clerk.issuer, https://clerk.example.com",
        "keelson.clients.ayrshare.api-url, http://192.0.2.1/api",
        "keelson.clients.clerk.api-url, not an address",
        "keelson.clients.clerk.jwks-url, https://clerk.example.com/.well-known/jwks.json",
        "spring.datasource.url, jdbc:postgresql://192.0.2.7:5432/keelson",
        "server.address, 0.0.0.0",
    })
    void sandboxRefusesWhateverIsRealOrElsewhere(String property, String value) {
        var properties = sandbox();
        properties.put(property, value);

        assertThatThrownBy(() -> check(properties))
                .isInstanceOf(UnfitSettingsException.class)
                .hasMessageContaining(property)
                .hasMessageNotContaining(value);
    }

    @Test
    void startedFromTheSourcesWithNothingSetTheSandboxIsOn() {
        var environment = environment(Map.of(SandboxByDefault.BY_DEFAULT, "true"));

        new SandboxByDefault().postProcessEnvironment(environment, KEELSON);

        assertThat(environment.getActiveProfiles()).containsExactly("sandbox");
    }

    @ParameterizedTest
    @ValueSource(strings = {"KEELSON_STRIPE_SECRET_KEY", "KEELSON_CLERK_ISSUER", "KEELSON_AYRSHARE_WEBHOOK_SECRETS"})
    void oneVendorsSettingIsEnoughToWantTheRealOnes(String variable) {
        var environment = environment(Map.of(SandboxByDefault.BY_DEFAULT, "true", variable, "x"));

        new SandboxByDefault().postProcessEnvironment(environment, KEELSON);

        assertThat(environment.getActiveProfiles()).isEmpty();
    }

    @Test
    void chosenProfileIsLeftAlone() {
        var environment = environment(Map.of(SandboxByDefault.BY_DEFAULT, "true", "spring.profiles.active", "staging"));

        new SandboxByDefault().postProcessEnvironment(environment, KEELSON);

        assertThat(environment.getActiveProfiles()).containsExactly("staging");
    }

    @Test
    void packagedApplicationNeverChoosesTheSandboxItself() {
        var environment = environment(Map.of());

        new SandboxByDefault().postProcessEnvironment(environment, KEELSON);

        assertThat(environment.getActiveProfiles()).isEmpty();
    }
}
