package dev.keelson.webhooks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.http.HttpHeaders;

/**
 * The signature headers of a request as its vendor would send them, line by line, computed here and not by the code under
 * test.
 */
record SignedRequest(List<Line> lines) {
    record Line(String name, String value) {}

    /** @param key the secret's bytes */
    static SignedRequest of(WebhookProvider provider, byte[] key, byte[] body, Instant at) {
        String seconds = Long.toString(at.getEpochSecond());
        return new SignedRequest(
                switch (provider) {
                    case STRIPE ->
                        List.of(new Line(
                                "Stripe-Signature",
                                "t=" + seconds + ",v1=" + hex(hmac(key, bytes(seconds + "."), body)) + ",v0="
                                        + "00".repeat(32)));
                    case CLERK ->
                        List.of(
                                new Line("svix-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
                                new Line("svix-timestamp", seconds),
                                new Line(
                                        "svix-signature",
                                        "v1,"
                                                + base64(hmac(
                                                        key,
                                                        bytes("msg_p5jXN8AQM9LWM0D4loKWxJek." + seconds + "."),
                                                        body))));
                    case AYRSHARE ->
                        List.of(
                                new Line("X-Authorization-Timestamp", seconds),
                                new Line("X-Authorization-Content-SHA256", hex(hmac(key, body))),
                                new Line("X-Authorization-Content-SHA256-V2", "v1=" + hex(hmac(key, body))));
                });
    }

    SignedRequest with(List<Line> others) {
        return new SignedRequest(List.copyOf(others));
    }

    HttpHeaders headers() {
        var headers = new HttpHeaders();
        lines.forEach(line -> headers.add(line.name(), line.value()));
        return headers;
    }

    /** All values of a header, in order. */
    List<String> values(String name) {
        var values = new ArrayList<String>();
        for (Line line : lines) {
            if (line.name().equalsIgnoreCase(name)) {
                values.add(line.value());
            }
        }
        return values;
    }

    static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /** The bytes of a secret as it is configured. */
    static byte[] key(WebhookProvider provider, String secret) {
        return provider == WebhookProvider.CLERK
                ? Base64.getDecoder().decode(secret.replaceFirst("^whsec_", ""))
                : secret.getBytes(UTF_8);
    }
}
