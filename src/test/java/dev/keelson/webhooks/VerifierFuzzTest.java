package dev.keelson.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code -Dkeelson.seed=…} repeats a failure. */
class VerifierFuzzTest {
    private static final int ROUNDS = 20_000;
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final byte[] BODY = "{\"id\":\"evt_1\",\"type\":\"x\"}".getBytes(UTF_8);
    private static final Pattern STRIPE_TIME = Pattern.compile("(?:^|,)t=([0-9]{1,12})(?:,|$)");

    private final long seed = Long.getLong("keelson.seed", new Random().nextLong());
    private final HeaderMutations mutations = new HeaderMutations(new Random(seed), false);

    @ParameterizedTest
    @EnumSource(WebhookProvider.class)
    void whatWasSignedWithAnotherSecretIsRefusedHoweverItIsChanged(WebhookProvider provider) {
        var verifier = TestVerifiers.of(provider);
        var foreign = SignedRequest.of(provider, "another secret".getBytes(UTF_8), BODY, NOW);
        for (int round = 0; round < ROUNDS; round++) {
            var spoilt = mutations.spoil(foreign);

            assertThatThrownBy(() -> verifier.verify(spoilt.headers(), BODY, NOW))
                    .as("seed %d, %s", seed, spoilt)
                    .isInstanceOf(SignatureRefusedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(WebhookProvider.class)
    void whatIsStillAcceptedHoldsTheRightSignature(WebhookProvider provider) {
        var verifier = TestVerifiers.of(provider);
        byte[] key = SignedRequest.key(provider, TestVerifiers.current(provider));
        var signed = SignedRequest.of(provider, key, BODY, NOW);
        int accepted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var spoilt = mutations.spoil(signed);
            try {
                verifier.verify(spoilt.headers(), BODY, NOW);
                accepted++;
                assertThat(holdsRightSignature(provider, key, spoilt))
                        .as("accepted with seed %d: %s", seed, spoilt)
                        .isTrue();
            } catch (SignatureRefusedException e) {
                // As it should be, for most of them.
            } catch (RuntimeException e) {
                fail("seed %d, %s".formatted(seed, spoilt), e);
            }
        }
        assertThat(accepted).as("accepted of %d, seed %d", ROUNDS, seed).isBetween(1, ROUNDS - 1);
    }

    private static boolean holdsRightSignature(WebhookProvider provider, byte[] key, SignedRequest request) {
        return switch (provider) {
            case STRIPE -> {
                String header = only(request, "Stripe-Signature");
                var time = STRIPE_TIME.matcher(header);
                yield time.find()
                        && header.toLowerCase(Locale.ROOT)
                                .contains(SignedRequest.hex(
                                        SignedRequest.hmac(key, SignedRequest.bytes(time.group(1) + "."), BODY)));
            }
            case CLERK -> {
                String signed = only(request, "svix-id") + "." + only(request, "svix-timestamp") + ".";
                yield only(request, "svix-signature")
                        .contains(SignedRequest.base64(SignedRequest.hmac(key, SignedRequest.bytes(signed), BODY))
                                .replace("=", ""));
            }
            case AYRSHARE ->
                request.toString().toLowerCase(Locale.ROOT).contains(SignedRequest.hex(SignedRequest.hmac(key, BODY)));
        };
    }

    private static String only(SignedRequest request, String name) {
        List<String> values = request.values(name);
        return values.size() == 1 ? values.getFirst() : "";
    }
}
