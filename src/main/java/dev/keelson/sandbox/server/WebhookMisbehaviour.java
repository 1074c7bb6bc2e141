package dev.keelson.sandbox.server;

import org.springframework.http.HttpStatus;

/**
 * How the next webhooks of a stand-in go wrong.
 *
 * @param next how many of them
 * @param duplicate each is delivered twice
 * @param shuffle they leave in another order than they were made
 * @param drop they are not delivered at all
 * @param delayMillis each leaves this much later
 */
record WebhookMisbehaviour(int next, boolean duplicate, boolean shuffle, boolean drop, int delayMillis) {
    WebhookMisbehaviour {
        if (next < 1) {
            throw new ControlException(HttpStatus.BAD_REQUEST, "'next' says how many webhooks to spoil: 1 or more.");
        }
        if (delayMillis < 0) {
            throw new ControlException(HttpStatus.BAD_REQUEST, "Times are not negative.");
        }
    }

    WebhookMisbehaviour left(int left) {
        return new WebhookMisbehaviour(left, duplicate, shuffle, drop, delayMillis);
    }
}
