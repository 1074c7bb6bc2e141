package dev.keelson.shared;

import java.util.Set;

/**
 * A vendor has told that these are other now, or may be, and it is in our database. What is remembered of its answers about
 * them is out of date.
 *
 * @param vendor {@code clerk}, {@code stripe} or {@code ayrshare}
 * @param subjects whom or what it is about, as webhooks name it: a user, a customer, a profile
 */
public record VendorObjectsChanged(String vendor, Set<String> subjects) {}
