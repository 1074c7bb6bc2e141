package dev.keelson.webhooks;

import java.util.Locale;

/** Which of the configured secrets a request was signed with: the first of the list, or one that is on its way out. */
enum SigningKey {
    CURRENT,
    PREVIOUS;

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
