package dev.keelson.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.net.Webhook;
import dev.keelson.webhooks.SignatureRefusedException.Reason;
import dev.keelson.webhooks.SignedRequest.Line;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

@Isolated("changes the default locale")
class VerifierTest {
    private static final Instant SVIX_TIME = Instant.ofEpochSecond(1614265330);
    private static final byte[] SVIX_BODY = "{\"test\": 2432232314}".getBytes(UTF_8);
    private static final byte[] BODY = "{\"id\":\"evt_1\",\"object\":\"event\"}".getBytes(UTF_8);
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private static HttpHeaders svix(String signature) {
        var headers = new HttpHeaders();
        headers.set("svix-id", "msg_p5jXN8AQM9LWM0D4loKWxJek");
        headers.set("svix-timestamp", "1614265330");
        headers.set("svix-signature", signature);
        return headers;
    }

    private static SignedRequest signed(WebhookProvider provider, String secret, Instant at) {
        return SignedRequest.of(provider, SignedRequest.key(provider, secret), BODY, at);
    }

    private static SignedRequest signed(WebhookProvider provider) {
        return signed(provider, TestVerifiers.current(provider), NOW);
    }

    private static SigningKey verify(WebhookProvider provider, SignedRequest request) throws SignatureRefusedException {
        return TestVerifiers.of(provider).verify(request.headers(), BODY, NOW);
    }

    private static void assertRefused(WebhookProvider provider, SignedRequest request, Reason reason) {
        assertThatThrownBy(() -> verify(provider, request))
                .isInstanceOfSatisfying(
                        SignatureRefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void svixKnownAnswerIsAccepted() throws Exception {
        assertThat(TestVerifiers.of(WebhookProvider.CLERK)
                        .verify(svix("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="), SVIX_BODY, SVIX_TIME))
                .isEqualTo(SigningKey.CURRENT);
    }

    @Test
    void anyOfSeveralSvixSignaturesIsEnough() throws Exception {
        String others = "v1a,AAAA v2,BBBB v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1,%%%";

        assertThat(TestVerifiers.of(WebhookProvider.CLERK).verify(svix(others), SVIX_BODY, SVIX_TIME))
                .isEqualTo(SigningKey.CURRENT);
    }

    @Test
    void standardWebhooksHeadersAreAcceptedToo() throws Exception {
        var standard = signed(WebhookProvider.CLERK);
        var renamed = standard.with(standard.lines().stream()
                .map(line -> new Line(line.name().replace("svix-", "webhook-"), line.value()))
                .toList());

        assertThat(verify(WebhookProvider.CLERK, renamed)).isEqualTo(SigningKey.CURRENT);
    }

    @Test
    void signatureOfStripesOwnLibraryIsAccepted() throws Exception {
        var headers = new HttpHeaders();
        headers.set(
                "Stripe-Signature",
                Webhook.Signature.generateSignatureHeader(
                        new String(BODY, UTF_8), TestVerifiers.current(WebhookProvider.STRIPE), NOW.getEpochSecond()));

        assertThat(TestVerifiers.of(WebhookProvider.STRIPE).verify(headers, BODY, NOW))
                .isEqualTo(SigningKey.CURRENT);
    }

    @ParameterizedTest
    @EnumSource(WebhookProvider.class)
    void bothSecretsOfARotationAreAcceptedAndToldApart(WebhookProvider provider) throws Exception {
        assertThat(verify(provider, signed(provider, TestVerifiers.current(provider), NOW)))
                .isEqualTo(SigningKey.CURRENT);
        assertThat(verify(provider, signed(provider, TestVerifiers.previous(provider), NOW)))
                .isEqualTo(SigningKey.PREVIOUS);
        assertRefused(provider, signed(provider, "whsec_b2xkZXItdGhhbi1wcmV2aW91cw==", NOW), Reason.BAD_SIGNATURE);
    }

    @ParameterizedTest
    @EnumSource(WebhookProvider.class)
    void secretThatMatchedIsCounted(WebhookProvider provider) throws Exception {
        var metrics = new SimpleMeterRegistry();
        var source = new WebhookSource(TestVerifiers.of(provider), metrics);

        source.verify(signed(provider).headers(), BODY, NOW);
        source.verify(signed(provider, TestVerifiers.previous(provider), NOW).headers(), BODY, NOW);
        source.verify(signed(provider, TestVerifiers.previous(provider), NOW).headers(), BODY, NOW);

        assertThat(metrics.get("webhook.signature")
                        .tags("provider", provider.id(), "key", "current")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(metrics.get("webhook.signature")
                        .tags("provider", provider.id(), "key", "previous")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"STRIPE", "CLERK"})
    void timestampIsAcceptedUpToTheToleranceAndRefusedBeyondItEitherWay(WebhookProvider provider) throws Exception {
        String secret = TestVerifiers.current(provider);

        for (long seconds : List.of(-300L, -1L, 1L, 300L)) {
            assertThat(verify(provider, signed(provider, secret, NOW.plusSeconds(seconds))))
                    .isEqualTo(SigningKey.CURRENT);
        }
        for (long seconds : List.of(-301L, 301L, -86_400L, 86_400L, -1_800_000_000L, 900_000_000_000L)) {
            assertRefused(provider, signed(provider, secret, NOW.plusSeconds(seconds)), Reason.STALE_TIMESTAMP);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "fa-IR", "hi-IN-u-nu-deva", "th-TH-u-nu-thai", "tr-TR"})
    void defaultLocaleChangesNothing(String tag) throws Exception {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag(tag));
        try {
            for (WebhookProvider provider : WebhookProvider.values()) {
                assertThat(verify(provider, signed(provider))).isEqualTo(SigningKey.CURRENT);
                assertThat(verify(provider, signed(provider, TestVerifiers.previous(provider), NOW)))
                        .isEqualTo(SigningKey.PREVIOUS);
                assertThat(provider.id()).isEqualTo(provider.id().toLowerCase(Locale.ENGLISH));
                assertThat(RejectionCause.MISSING_HEADER.id()).isEqualTo("missing_header");
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @EnumSource(WebhookProvider.class)
    void oneChangedByteOfTheBodyIsRefused(WebhookProvider provider) {
        var headers = signed(provider).headers();
        for (int i = 0; i < BODY.length; i++) {
            byte[] changed = BODY.clone();
            changed[i] ^= 1;

            assertThatThrownBy(() -> TestVerifiers.of(provider).verify(headers, changed, NOW))
                    .isInstanceOfSatisfying(
                            SignatureRefusedException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.BAD_SIGNATURE));
        }
    }

    @ParameterizedTest
    @EnumSource(WebhookProvider.class)
    void headerThatIsSentTwiceIsRefused(WebhookProvider provider) {
        var once = signed(provider);
        var repeated = once.lines().stream()
                .filter(line -> !line.name().equals("X-Authorization-Timestamp"))
                .toList();

        assertThat(repeated).allSatisfy(line -> {
            var twice = new ArrayList<>(once.lines());
            twice.add(line);
            assertRefused(provider, once.with(twice), Reason.MALFORMED_HEADER);
        });
    }

    @Test
    void twoTimestampsInOneStripeHeaderAreRefused() {
        var line = signed(WebhookProvider.STRIPE).lines().getFirst();
        var both = new SignedRequest(List.of(
                new Line(line.name(), line.value() + ",t=" + NOW.minusSeconds(1).getEpochSecond())));

        assertRefused(WebhookProvider.STRIPE, both, Reason.MALFORMED_HEADER);
    }

    @Test
    void signaturesBeyondTheSixteenthAreNotLookedAt() throws Exception {
        String wrong = "v1=" + "00".repeat(32) + ",";
        var line = signed(WebhookProvider.STRIPE).lines().getFirst();
        var right = line.value().replaceFirst(",v0=.*", "");
        var sixteenth = new Line(line.name(), right.replace(",v1=", "," + wrong.repeat(15) + "v1="));
        var seventeenth = new Line(line.name(), right.replace(",v1=", "," + wrong.repeat(16) + "v1="));

        assertThat(verify(WebhookProvider.STRIPE, new SignedRequest(List.of(sixteenth))))
                .isEqualTo(SigningKey.CURRENT);
        assertRefused(WebhookProvider.STRIPE, new SignedRequest(List.of(seventeenth)), Reason.BAD_SIGNATURE);
    }

    @ParameterizedTest
    @EnumSource(WebhookProvider.class)
    void requestWithoutAnySignatureHeaderSaysSo(WebhookProvider provider) {
        assertRefused(provider, new SignedRequest(List.of()), Reason.MISSING_HEADER);
    }

    @Test
    void ayrshareSignatureIsAcceptedInEitherOfItsHeaders() throws Exception {
        var lines = signed(WebhookProvider.AYRSHARE).lines();
        var single = new SignedRequest(List.of(lines.get(1)));
        var rotation = new SignedRequest(List.of(new Line(
                lines.get(2).name(),
                "v1=" + "00".repeat(32) + ", " + lines.get(2).value() + ",v9=zz")));

        assertThat(verify(WebhookProvider.AYRSHARE, single)).isEqualTo(SigningKey.CURRENT);
        assertThat(verify(WebhookProvider.AYRSHARE, rotation)).isEqualTo(SigningKey.CURRENT);
    }
}
