package dev.keelson.sandbox.ayrshare;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class WebhookSignatureTest {
    private final Ayrshare ayrshare = Ayrshare.shared();

    @Test
    void signatureIsTheHexHmacOfTheRawBodyAlone() throws Exception {
        var profile = ayrshare.profile("bluesky");

        var request = profile.requests().getFirst();

        assertThat(request.getHeader("X-Authorization-Content-SHA256"))
                .isEqualTo(hmac("sandbox-ayrshare-webhook-secret".getBytes(UTF_8), request.getBody()));
        assertThat(Long.parseLong(request.getHeader("X-Authorization-Timestamp")))
                .isGreaterThanOrEqualTo(Instant.now().minusSeconds(60).getEpochSecond());
        assertThat(request.getHeader("X-Ayrshare-Delivery-Attempt")).isEqualTo("1");
        assertThat(request.getHeader("Content-Type")).startsWith("application/json");
    }

    @Test
    void retryHasTheSameHookIdAndTheNextAttempt() {
        var profile = ayrshare.profile();
        stub(profile, STARTED, 503, "up");
        stub(profile, "up", 200, "up");

        ayrshare.link(ayrshare.linkUrl(profile, "{}"), "bluesky");

        await().atMost(Duration.ofSeconds(15)).until(() -> profile.requests().size() == 2);
        assertThat(profile.requests())
                .extracting(request -> request.getHeader("X-Ayrshare-Delivery-Attempt"))
                .containsExactlyInAnyOrder("1", "2");
        assertThat(profile.requests())
                .extracting(request -> JsonMapper.shared()
                        .readTree(request.getBody())
                        .path("hookId")
                        .asString())
                .containsOnly(profile.requests().getFirst().getHeader("X-Ayrshare-Delivery-Id"));
    }

    private void stub(Ayrshare.Profile profile, String when, int status, String then) {
        ayrshare.sandbox()
                .keelson()
                .stubFor(post("/webhooks/ayrshare")
                        .withRequestBody(containing(profile.refId()))
                        .inScenario(profile.refId())
                        .whenScenarioStateIs(when)
                        .willReturn(status(status))
                        .willSetStateTo(then));
    }

    /** RFC 2104 by hand, so that the stand-in's own computation is not repeated here. */
    private static String hmac(byte[] key, byte[] message) throws Exception {
        var inner = Arrays.copyOf(key, 64);
        var outer = Arrays.copyOf(key, 64);
        for (int i = 0; i < 64; i++) {
            inner[i] ^= 0x36;
            outer[i] ^= 0x5c;
        }
        var sha = MessageDigest.getInstance("SHA-256");
        sha.update(inner);
        var hash = sha.digest(message);
        sha.update(outer);
        return HexFormat.of().formatHex(sha.digest(hash));
    }
}
