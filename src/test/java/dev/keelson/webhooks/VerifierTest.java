package dev.keelson.webhooks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.net.Webhook;
import dev.keelson.webhooks.SignatureRefusedException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.util.unit.DataSize;

@Isolated("changes the default locale")
class VerifierTest {
    private static final String SVIX_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Instant SVIX_TIME = Instant.ofEpochSecond(1614265330);
    private static final byte[] SVIX_BODY = "{\"test\": 2432232314}".getBytes(UTF_8);
    private static final String STRIPE_BODY = "{\"id\":\"evt_1\",\"object\":\"event\"}";
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private static WebhookSettings settings(List<String> clerk, List<String> stripe, List<String> ayrshare) {
        return new WebhookSettings(
                new WebhookSettings.Secrets(clerk, stripe, ayrshare),
                Duration.ofMinutes(5),
                DataSize.ofMegabytes(1),
                16,
                1,
                16,
                0,
                1,
                Duration.ofMillis(10),
                new WebhookSettings.Retry(3, Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofDays(3)));
    }

    private static final WebhookSettings SETTINGS =
            settings(List.of(SVIX_SECRET), List.of("whsec_old", "whsec_new"), List.of("ayr-old", "ayr-new"));

    private static WebhookVerifier verifier(WebhookProvider provider) {
        return switch (provider) {
            case CLERK -> new SvixVerifier(SETTINGS);
            case STRIPE -> new StripeVerifier(SETTINGS);
            case AYRSHARE -> new AyrshareVerifier(SETTINGS);
        };
    }

    private static HttpHeaders svix(String signature) {
        var headers = new HttpHeaders();
        headers.set("svix-id", "msg_p5jXN8AQM9LWM0D4loKWxJek");
        headers.set("svix-timestamp", "1614265330");
        headers.set("svix-signature", signature);
        return headers;
    }

    private static HttpHeaders stripe(String secret, Instant at) throws Exception {
        var headers = new HttpHeaders();
        headers.set(
                "Stripe-Signature",
                Webhook.Signature.generateSignatureHeader(STRIPE_BODY, secret, at.getEpochSecond()));
        return headers;
    }

    @Test
    void svixKnownAnswerIsAccepted() {
        assertThatCode(() -> new SvixVerifier(SETTINGS)
                        .verify(svix("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="), SVIX_BODY, SVIX_TIME))
                .doesNotThrowAnyException();
    }

    @Test
    void anyOfSeveralSvixSignaturesIsEnough() {
        String others = "v1a,AAAA v2,BBBB v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1,%%%";

        assertThatCode(() -> new SvixVerifier(SETTINGS).verify(svix(others), SVIX_BODY, SVIX_TIME))
                .doesNotThrowAnyException();
    }

    @Test
    void stripeSignaturesUnderBothSecretsOfARotationAreAccepted() {
        assertThatCode(() -> {
                    new StripeVerifier(SETTINGS).verify(stripe("whsec_old", NOW), STRIPE_BODY.getBytes(UTF_8), NOW);
                    new StripeVerifier(SETTINGS).verify(stripe("whsec_new", NOW), STRIPE_BODY.getBytes(UTF_8), NOW);
                })
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 301, 86_400, -86_400})
    void timestampTooFarFromOurClockIsRefusedEitherWay(long secondsFromNow) {
        assertThatThrownBy(() -> new StripeVerifier(SETTINGS)
                        .verify(stripe("whsec_new", NOW.plusSeconds(secondsFromNow)), STRIPE_BODY.getBytes(UTF_8), NOW))
                .isInstanceOfSatisfying(
                        SignatureRefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.STALE_TIMESTAMP));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "fa-IR", "th-TH-u-nu-thai", "hi-IN-u-nu-deva"})
    void defaultLocaleWithOtherDigitsChangesNothing(String tag) throws Exception {
        var headers = stripe("whsec_new", NOW);
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag(tag));
        try {
            assertThatCode(() -> new StripeVerifier(SETTINGS).verify(headers, STRIPE_BODY.getBytes(UTF_8), NOW))
                    .doesNotThrowAnyException();
            assertThatCode(() -> new SvixVerifier(SETTINGS)
                            .verify(svix("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="), SVIX_BODY, SVIX_TIME))
                    .doesNotThrowAnyException();
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void ayrshareSignatureOfTheBodyAloneIsAcceptedAndAlsoInTheRotationHeader() {
        byte[] body = "{\"hookId\":\"h\"}".getBytes(UTF_8);
        String byNew = HexFormat.of()
                .formatHex(new Hmac(List.of("ayr-new".getBytes(UTF_8)))
                        .digests(body)
                        .getFirst());
        var single = new HttpHeaders();
        single.set("X-Authorization-Content-SHA256", byNew);
        var rotation = new HttpHeaders();
        rotation.set("X-Authorization-Content-SHA256-V2", "v1=" + "00".repeat(32) + ", v1=" + byNew + ",v9=zz");

        assertThatCode(() -> {
                    new AyrshareVerifier(SETTINGS).verify(single, body, NOW);
                    new AyrshareVerifier(SETTINGS).verify(rotation, body, NOW);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void oneChangedByteOfTheBodyIsRefused() throws Exception {
        byte[] body = STRIPE_BODY.getBytes(UTF_8);
        var headers = stripe("whsec_new", NOW);
        for (int i = 0; i < body.length; i++) {
            byte[] changed = body.clone();
            changed[i] ^= 1;

            assertThatThrownBy(() -> new StripeVerifier(SETTINGS).verify(headers, changed, NOW))
                    .isInstanceOfSatisfying(
                            SignatureRefusedException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.BAD_SIGNATURE));
        }
    }

    @ParameterizedTest
    @EnumSource(WebhookProvider.class)
    void everyMalformedHeaderIsRefusedAndNeverFails(WebhookProvider provider) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var verifier = verifier(provider);
        for (int round = 0; round < 5_000; round++) {
            var headers = new HttpHeaders();
            for (String name : List.of(
                    "Stripe-Signature",
                    "svix-id",
                    "svix-timestamp",
                    "svix-signature",
                    "webhook-id",
                    "X-Authorization-Content-SHA256",
                    "X-Authorization-Content-SHA256-V2")) {
                if (random.nextInt(4) > 0) {
                    headers.set(name, nonsense(random));
                }
            }

            assertThatThrownBy(() -> verifier.verify(headers, SVIX_BODY, NOW))
                    .as("seed %d", seed)
                    .isInstanceOf(SignatureRefusedException.class);
        }
    }

    private static String nonsense(Random random) {
        String[] pieces = {
            "t=",
            "t",
            "v1=",
            "v1,",
            "v1",
            ",",
            " ",
            "=",
            "1800000000",
            "abc",
            "-1",
            "99999999999999999999",
            "\u0661\u0662",
            "zz",
            "00".repeat(32),
            Base64.getEncoder().encodeToString(new byte[32]),
            "\u0000",
            "é",
            "%s",
            "v1a,"
        };
        var text = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        if (random.nextInt(5) == 0) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            text.append(new String(bytes, ISO_8859_1));
        }
        return text.toString();
    }
}
