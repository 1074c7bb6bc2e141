package dev.keelson.shared;

import java.util.regex.Pattern;

/** Addresses that are a secret themselves: who knows one may read what is there. They are told and logged without it. */
final class SecretPaths {
    private static final Pattern CALENDAR_FEED = Pattern.compile("(/social/calendar/)(?!feed(?:/|$))[^/?]+");

    private SecretPaths() {}

    static String without(String path) {
        return CALENDAR_FEED.matcher(path).replaceAll("$1***");
    }
}
