package dev.keelson.sandbox.ayrshare;

/**
 * On whose behalf a call is made.
 *
 * @param byProfileKey false where the {@code Profile-Key} was left out and the primary profile acts
 * @param bringsXKeys whether the call carries the API keys of an X application, which X needs
 */
record Caller(Profile profile, boolean byProfileKey, boolean bringsXKeys) {}
