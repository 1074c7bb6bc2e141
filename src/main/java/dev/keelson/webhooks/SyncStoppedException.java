package dev.keelson.webhooks;

/** The execution of a job ends before the job does: it was cancelled, another node has it, or this node is stopping. */
@SuppressWarnings("serial") // never serialised
class SyncStoppedException extends RuntimeException {
    SyncStoppedException() {
        super("stopped");
    }
}
