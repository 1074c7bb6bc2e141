package dev.keelson.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Sends webhooks as the vendors do, signed with the secrets of {@code application-test.yaml}. The signatures are computed here
 * and not by the code under test.
 */
public final class WebhookSender {
    private static final String STRIPE_SECRET = "whsec_keelson_test_stripe";
    private static final String CLERK_SECRET = "a2VlbHNvbi10ZXN0LWNsZXJrLXdlYmhvb2stc2VjcmV0";
    private static final String AYRSHARE_SECRET = "keelson-test-ayrshare";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final int port;

    /** @param port where the application listens on loopback */
    public WebhookSender(int port) {
        this.port = port;
    }

    public HttpResponse<String> stripe(String body) throws IOException, InterruptedException {
        return send(request("stripe", body).header("Stripe-Signature", stripeSignature(body, Instant.now())));
    }

    public HttpResponse<String> clerk(String messageId, String body) throws IOException, InterruptedException {
        String timestamp = Long.toString(Instant.now().getEpochSecond());
        byte[] digest = hmac(Base64.getDecoder().decode(CLERK_SECRET), messageId + "." + timestamp + "." + body);
        return send(request("clerk", body)
                .header("svix-id", messageId)
                .header("svix-timestamp", timestamp)
                .header("svix-signature", "v1," + Base64.getEncoder().encodeToString(digest)));
    }

    public HttpResponse<String> ayrshare(String body) throws IOException, InterruptedException {
        String signature = HexFormat.of().formatHex(hmac(AYRSHARE_SECRET.getBytes(UTF_8), body));
        return send(request("ayrshare", body)
                .header("X-Authorization-Timestamp", Long.toString(Instant.now().getEpochSecond()))
                .header("X-Authorization-Content-SHA256", signature));
    }

    /** A request to one of the webhook paths, not signed yet. */
    public HttpRequest.Builder request(String source, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/webhooks/" + source))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    public static String stripeSignature(String body, Instant at) {
        long seconds = at.getEpochSecond();
        return "t=" + seconds + ",v1="
                + HexFormat.of().formatHex(hmac(STRIPE_SECRET.getBytes(UTF_8), seconds + "." + body));
    }

    private static byte[] hmac(byte[] secret, String content) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(content.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
