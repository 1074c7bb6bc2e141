package dev.keelson.sandbox.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("changes the default locale")
class StripeSignatureTest {
    @Test
    void signatureIsTheSameInEveryLocale() {
        assertThat(signatureIn(Locale.forLanguageTag("ar-EG"))).isEqualTo(signatureIn(Locale.ROOT));
    }

    private static String signatureIn(Locale locale) {
        var before = Locale.getDefault();
        Locale.setDefault(locale);
        try {
            return Objects.requireNonNull(new StripeSignature()
                    .headers("evt_1", 1, Instant.EPOCH, "{\"id\":\"evt_1\"}".getBytes(UTF_8))
                    .get("Stripe-Signature"));
        } finally {
            Locale.setDefault(before);
        }
    }
}
