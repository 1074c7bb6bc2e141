package dev.keelson.flags;

import dev.keelson.shared.CurrentUser;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Which features are on for a user. Every question is a look-up by primary key, so that a change holds from the next question
 * on, on every node.
 */
@Component
public class Flags {
    private final FlagStore store;

    Flags(FlagStore store) {
        this.store = store;
    }

    /** Whether it is on for this user. A flag that nobody has made is off. */
    public boolean isOn(String key, CurrentUser user) {
        return store.find(key).map(flag -> flag.isOnFor(user)).orElse(false);
    }

    /** All flags as they are for this user, in the order of their keys. */
    Map<String, Boolean> of(CurrentUser user) {
        Map<String, Boolean> flags = new LinkedHashMap<>();
        store.all().forEach(flag -> flags.put(flag.key(), flag.isOnFor(user)));
        return Collections.unmodifiableMap(flags);
    }
}
