package dev.keelson.notifications;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The kinds of notifications that this version can read. */
enum Kind {
    PLAN_CHANGED(Message.PlanIs.class),
    POST_PUBLISHED(Message.PostIsOut.class),
    POST_FAILED(Message.PostIsNotOut.class),
    RELINK_NEEDED(Message.LinkAgain.class);

    /** As stored; a newer version may have stored others. */
    static final List<String> IDS = Arrays.stream(values()).map(Kind::id).toList();

    private final Class<? extends Message> message;

    Kind(Class<? extends Message> message) {
        this.message = message;
    }

    Class<? extends Message> message() {
        return message;
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
