package dev.keelson.webhooks;

import dev.keelson.webhooks.SignatureRefusedException.Reason;
import java.time.Duration;
import java.time.Instant;

/** The Unix seconds that a vendor signs with its body, against replay. */
final class SignedTimestamp {
    /** 12 digits reach the year 33658; longer ones would only overflow. */
    private static final int LONGEST = 12;

    private SignedTimestamp() {}

    /** @throws SignatureRefusedException where it is not a number, or further from now than the tolerance, either way */
    static void check(String text, Instant now, Duration tolerance) throws SignatureRefusedException {
        if (text.isEmpty() || text.length() > LONGEST || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new SignatureRefusedException(Reason.MALFORMED_HEADER);
        }
        var distance = Duration.between(Instant.ofEpochSecond(Long.parseLong(text)), now)
                .abs();
        if (distance.compareTo(tolerance) > 0) {
            throw new SignatureRefusedException(Reason.STALE_TIMESTAMP);
        }
    }
}
