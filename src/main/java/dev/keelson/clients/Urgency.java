package dev.keelson.clients;

import dev.keelson.shared.DatabaseLane;

/** Who waits for a call. */
enum Urgency {
    /** Somebody is looking at a page that loads: a little patience, and the first turn. */
    USER,
    /** A task: it may wait, and leaves users the rest of the vendor's limit. */
    BACKGROUND;

    static Urgency current() {
        return DatabaseLane.current() == DatabaseLane.WEB ? USER : BACKGROUND;
    }
}
