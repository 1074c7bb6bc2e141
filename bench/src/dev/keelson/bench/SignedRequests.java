package dev.keelson.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.keelson.bench.SubscriptionEvents.Event;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whole HTTP requests with signed Stripe events, written before the clock runs, one after the other in memory that the
 * collector does not look at. Good for five minutes, which is how old a signature may be.
 */
public final class SignedRequests {
    /** What a buffer can hold at most, and what a signature's lifetime is good for. */
    static final int MOST = 450_000;

    private static final String SECRET = "whsec_keelson_bench_stripe";

    private final SubscriptionEvents events;
    private final int length;
    private ByteBuffer requests = ByteBuffer.allocateDirect(0);
    private List<Event> written = List.of();
    private int taken;

    SignedRequests(SubscriptionEvents events) {
        this.events = events;
        this.length = head(0, "0".repeat(64), events.length()).length + events.length();
    }

    /** What the application under test has to be told. */
    static String secret() {
        return SECRET;
    }

    /** Writes new requests in the place of the old ones; what of those was not sent is written again. */
    List<Event> write(int count, Supplier<Event> source) {
        takeBack(taken);
        int wanted = Math.min(count, MOST);
        if (requests.capacity() < wanted * length) {
            requests = ByteBuffer.allocateDirect(wanted * length);
        }
        written = Stream.generate(source).limit(wanted).toList();
        long now = Instant.now().getEpochSecond();
        IntStream.range(0, wanted).parallel().forEach(i -> write(i, now));
        return written;
    }

    /** What was sent is handled by nobody, and will be sent again. */
    void takeBack() {
        takeBack(0);
    }

    private void takeBack(int from) {
        events.takeBack(written.subList(from, written.size()));
        written = List.of();
        taken = 0;
    }

    int length() {
        return length;
    }

    int left() {
        return written.size() - taken;
    }

    /** A view that can be pointed at any request. */
    ByteBuffer view() {
        return requests.duplicate();
    }

    /** Points the view at the next request, and answers its event. */
    Event take(ByteBuffer view) {
        int index = taken++;
        view.limit((index + 1) * length).position(index * length);
        return written.get(index);
    }

    private void write(int index, long now) {
        byte[] body = events.body(written.get(index));
        byte[] head = head(now, signature(body, now), body.length);
        requests.put(index * length, head).put(index * length + head.length, body);
    }

    private static byte[] head(long now, String signature, int bodyLength) {
        return """
                POST /webhooks/stripe HTTP/1.1\r
                Host: 127.0.0.1\r
                User-Agent: Stripe/1.0 (+https://stripe.com/docs/webhooks)\r
                Accept: */*; q=0.5, application/xml\r
                Content-Type: application/json; charset=utf-8\r
                Stripe-Signature: t=%010d,v1=%s\r
                Content-Length: %d\r
                \r
                """.formatted(now, signature, bodyLength).getBytes(ISO_8859_1);
    }

    /**
     * The {@code v1} of {@code Stripe-Signature}.
     *
     * @param now its {@code t}, in s
     */
    public static String signature(byte[] body, long now) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(ISO_8859_1), "HmacSHA256"));
            mac.update((now + ".").getBytes(ISO_8859_1));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
