package dev.keelson.brokenmodules.curious;

import dev.keelson.brokenmodules.secretive.inside.Secret;

/** Breaks the rule, so that a test sees the check find it. */
public record Curious(Secret secret) {}
