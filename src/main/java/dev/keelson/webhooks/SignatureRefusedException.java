package dev.keelson.webhooks;

import java.util.Locale;

/** A request that is not proven to come from the vendor. */
@SuppressWarnings("serial") // never serialised
final class SignatureRefusedException extends Exception {
    enum Reason {
        MISSING_HEADER("A signature header is missing."),
        MALFORMED_HEADER("A signature header cannot be read."),
        STALE_TIMESTAMP("The signed timestamp is too far from our clock."),
        BAD_SIGNATURE("No signature matches the body under any configured secret.");

        private final String sentence;

        Reason(String sentence) {
            this.sentence = sentence;
        }

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        String sentence() {
            return sentence;
        }
    }

    private final Reason reason;

    SignatureRefusedException(Reason reason) {
        super(reason.sentence(), null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
