package dev.keelson.auth;

/**
 * One step of each erasure; a module that keeps something about users publishes one as a bean. It is run until it has returned
 * once, however often and long it fails, and in later passes again: it must do no harm when there is nothing left to do. After
 * a crash it may have been done without anybody knowing.
 */
public interface ErasureStep {
    /** When a step has its turn. One that fails does not keep the others waiting. */
    enum Phase {
        /** What is ours alone. */
        HERE,
        /** Our copies, and what the vendor keeps. */
        AT_VENDORS,
        /** The events that vendors sent. */
        RECEIVED,
        /** The identity at Clerk. */
        IDENTITY
    }

    /** Stored and shown to operators, so it never changes. */
    String name();

    Phase phase();

    /** Never called inside a transaction. */
    void erase(Erasure erasure);
}
