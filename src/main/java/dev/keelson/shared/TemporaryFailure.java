package dev.keelson.shared;

/**
 * Implemented by an exception that says nothing about what was attempted: the other side is away, busy, or refuses our
 * credential. The same attempt may succeed later, however often it has failed.
 */
public interface TemporaryFailure {}
