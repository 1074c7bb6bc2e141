package dev.keelson.webhooks;

import dev.keelson.shared.ProblemException;

/** A request that is not taken: what is counted, and what the sender is told. */
@SuppressWarnings("serial") // never serialised
final class WebhookRejectedException extends Exception {
    private final RejectionCause reason;
    private final ProblemException problem;

    WebhookRejectedException(RejectionCause reason, ProblemException problem) {
        super(reason.id(), problem, false, false);
        this.reason = reason;
        this.problem = problem;
    }

    RejectionCause reason() {
        return reason;
    }

    ProblemException problem() {
        return problem;
    }
}
