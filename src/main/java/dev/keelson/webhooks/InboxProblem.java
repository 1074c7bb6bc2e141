package dev.keelson.webhooks;

import dev.keelson.shared.ProblemType;
import org.springframework.http.HttpStatus;

/** What an operator's request about the inbox can be refused for. */
enum InboxProblem implements ProblemType {
    WEBHOOK_EVENT_NOT_FOUND(
            HttpStatus.NOT_FOUND,
            "No such event",
            "Look it up by the vendor's event id; after the time of retention it is only in the archive."),
    WEBHOOK_EVENT_WAITS(
            HttpStatus.CONFLICT,
            "The event waits to be handled",
            "Nothing to do: see when it is due, and its last error."),
    WEBHOOK_EVENT_NOT_DEAD(
            HttpStatus.CONFLICT,
            "The event is not dead",
            "Only what was given up can be discarded; look at its state."),
    WEBHOOK_BODY_NOT_KEPT(
            HttpStatus.GONE,
            "The event's body is no longer kept",
            "Ask the vendor to send it again, or reconcile its object with the vendor."),
    WEBHOOK_REPLAY_MISCOUNTED(
            HttpStatus.CONFLICT,
            "Another number of events was expected",
            "Look at a dry run again and send its 'count' as 'expectedCount'."),
    WEBHOOK_REPLAY_TOO_WIDE(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "Too many events for one replay",
            "Narrow it by type or time, and replay one part after the other."),
    WEBHOOK_STATS_TOO_WIDE(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "Too many events to count",
            "Ask for a shorter time between 'from' and 'to'.");

    private final Facts facts;

    InboxProblem(HttpStatus status, String title, String action) {
        facts = new Facts(status, title, action);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
