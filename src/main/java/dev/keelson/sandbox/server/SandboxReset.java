package dev.keelson.sandbox.server;

/** The store has just been emptied, in the transaction that is still running: a stand-in puts back what it starts with. */
public record SandboxReset() {}
