package dev.keelson.sandbox.server;

import org.springframework.http.HttpStatus;

/**
 * How the next API calls of a stand-in go wrong.
 *
 * @param calls how many of them
 * @param latencyMillis the answer comes this much later
 * @param status the status to answer with, 400 to 599; 0 leaves the answer as it is
 * @param retryAfterSeconds the {@code Retry-After} header; 0 sends none
 * @param reset the connection is closed without an answer
 * @param afterEffect the call takes effect first and only its answer is lost or replaced
 */
record CallMisbehaviour(
        int calls, int latencyMillis, int status, int retryAfterSeconds, boolean reset, boolean afterEffect) {

    CallMisbehaviour {
        if (calls < 1) {
            throw new ControlException(HttpStatus.BAD_REQUEST, "'calls' says how many calls to spoil: 1 or more.");
        }
        if (status != 0 && (status < 400 || status > 599)) {
            throw new ControlException(HttpStatus.BAD_REQUEST, "'status' is from 400 to 599, or 0 for none.");
        }
        if (latencyMillis < 0 || retryAfterSeconds < 0) {
            throw new ControlException(HttpStatus.BAD_REQUEST, "Times are not negative.");
        }
    }

    boolean replacesAnswer() {
        return reset || status != 0;
    }

    CallMisbehaviour left(int left) {
        return new CallMisbehaviour(left, latencyMillis, status, retryAfterSeconds, reset, afterEffect);
    }
}
