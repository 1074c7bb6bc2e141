package dev.keelson.brokenmodules.secretive.inside;

/** Public, but not in its module's root package: nobody outside the module may use it. */
public record Secret(String value) {}
