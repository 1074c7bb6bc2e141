package dev.keelson.webhooks;

/** A request that is not proven to come from the vendor. */
@SuppressWarnings("serial") // never serialised
final class SignatureRefusedException extends Exception {
    enum Reason {
        MISSING_HEADER(RejectionCause.MISSING_HEADER, "A signature header is missing."),
        MALFORMED_HEADER(RejectionCause.MALFORMED_HEADER, "A signature header cannot be read."),
        STALE_TIMESTAMP(RejectionCause.STALE_TIMESTAMP, "The signed timestamp is too far from our clock."),
        BAD_SIGNATURE(RejectionCause.BAD_SIGNATURE, "No signature matches the body under any configured secret.");

        private final RejectionCause cause;
        private final String sentence;

        Reason(RejectionCause cause, String sentence) {
            this.cause = cause;
            this.sentence = sentence;
        }

        RejectionCause cause() {
            return cause;
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
