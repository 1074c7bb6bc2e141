package dev.keelson.brokenmodules.secretive;

/** All that this module offers. */
public interface Secretive {}
