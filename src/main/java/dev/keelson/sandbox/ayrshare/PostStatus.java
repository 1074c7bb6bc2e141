package dev.keelson.sandbox.ayrshare;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** A post's state, as its history shows it. */
enum PostStatus {
    SUCCESS,
    ERROR,
    PENDING,
    PAUSED,
    AWAITING_APPROVAL,
    DELETED;

    @JsonValue
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
