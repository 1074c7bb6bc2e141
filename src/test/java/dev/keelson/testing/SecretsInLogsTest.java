package dev.keelson.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.testing.SecretsInLogs.Leak;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

@Isolated("what it leaks on purpose must not be found by another class")
class SecretsInLogsTest {
    private static final Logger log = LoggerFactory.getLogger(SecretsInLogsTest.class);
    private static final String TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c2VyXzEifQ.c2ln";

    @Test
    void everySecretOfTheSettingsIsKnown() {
        assertThat(Secrets.all().values())
                .contains(
                        "keelson.clients.clerk.secret-key",
                        "keelson.clients.stripe.secret-key",
                        "keelson.clients.ayrshare.api-key",
                        "keelson.clients.ayrshare.x-api-key",
                        "keelson.clients.ayrshare.x-api-secret",
                        "keelson.encryption.keyset",
                        "keelson.webhooks.secrets.clerk",
                        "keelson.webhooks.secrets.stripe",
                        "keelson.webhooks.secrets.ayrshare");
        Secrets.all()
                .forEach((secret, setting) ->
                        assertThat(Secrets.kindIn("a " + secret + "!")).contains(setting));
    }

    @Test
    void secretInAMessageIsFoundWithItsLogger() {
        log.warn("authorization={}", "Bearer " + TOKEN);

        assertThat(SecretsInLogs.taken()).containsExactly(new Leak(log.getName(), "session token"));
    }

    @Test
    void secretInACauseIsFound() {
        log.warn("failed", new IllegalStateException("outer", new IllegalArgumentException("key rk_live_51abc")));

        assertThat(SecretsInLogs.taken()).containsExactly(new Leak(log.getName(), "secret key"));
    }

    @Test
    void secretInTheContextIsFound() {
        try (var _ = MDC.putCloseable("payment", "pi_3Abc_secret_9xYz")) {
            log.atWarn().log("paid");
            log.atWarn().addKeyValue("body", TOKEN).log("received");
        }

        assertThat(SecretsInLogs.taken()).extracting(Leak::kind).contains("client secret of Stripe");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pi_3Abc_secret_9xYz",
                "sk_test_51abc",
                "whsec_c2VjcmV0",
                "KEY-0198f2c4-1111-7222-8333-444455556666",
                "ABCDEF1-ABCDEF2-ABCDEF3-ABCDEF4",
                "jdbc:postgresql://localhost/test?user=me&password=secret"
            })
    void whatLooksLikeASecretIsOne(String secret) {
        assertThat(Secrets.kindIn("value=" + secret + " x")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vendor=stripe operation=\"POST /v1/customers\" status=200 ms=12 requestId=req_123",
                "KEELSON_STRIPE_SECRET_KEY is not set: Stripe's secret or restricted key, sk_live_… or whsec_…",
                "key=0198f2c4-1111-7222-8333-444455556666 profile=0198f2c4-1111-7222-8333-444455556666",
                "user=user_2abc session=sess_2def checkout=cs_test_a1b2c3 payment=pi_3Abc issuer=https://clerk.example.com",
                "jdbc:postgresql://localhost/test?user=me&password=***",
                "eyJhbGciOiJub25lIn0 is the beginning of a token"
            })
    void harmlessLineIsNone(String line) {
        assertThat(Secrets.kindIn(line)).isEmpty();
    }
}
