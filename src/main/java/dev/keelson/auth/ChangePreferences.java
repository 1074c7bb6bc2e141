package dev.keelson.auth;

import dev.keelson.audit.AuditLog;
import dev.keelson.shared.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Replaces a user's preferences, and records which of them are others now. */
@Component
class ChangePreferences {
    private final PreferencesStore store;
    private final AuditLog audit;

    ChangePreferences(PreferencesStore store, AuditLog audit) {
        this.store = store;
        this.audit = audit;
    }

    /** Replaces them whatever they were. */
    @Transactional
    PreferencesStore.Versioned replace(UserId user, Preferences preferences) {
        var before = store.of(user).preferences();
        var after = store.replace(user, preferences);
        record(user, before, preferences);
        return after;
    }

    /** Replaces them unless they were changed since that version; nothing where they were. */
    @Transactional
    Optional<PreferencesStore.Versioned> replace(UserId user, Preferences preferences, long version) {
        var before = store.of(user).preferences();
        var after = store.replace(user, preferences, version);
        after.ifPresent(_ -> record(user, before, preferences));
        return after;
    }

    private void record(UserId user, Preferences before, Preferences after) {
        var fields = changed(before, after);
        if (!fields.isEmpty()) {
            audit.record(user, "preferences.changed", user.toString(), Map.of("fields", fields));
        }
    }

    private static List<String> changed(Preferences before, Preferences after) {
        List<String> fields = new ArrayList<>();
        add(fields, "theme", before.theme(), after.theme());
        add(fields, "language", before.language(), after.language());
        add(fields, "timezone", before.timezone(), after.timezone());
        add(fields, "notifications", before.notifications(), after.notifications());
        add(fields, "privacy", before.privacy(), after.privacy());
        return fields;
    }

    private static void add(List<String> fields, String name, Object before, Object after) {
        if (!before.equals(after)) {
            fields.add(name);
        }
    }
}
