package dev.keelson.auth;

import static dev.keelson.shared.Timestamps.at;

import dev.keelson.shared.UserId;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of preferences. */
@Component
class PreferencesStore {
    private final JdbcClient jdbc;
    private final InstantSource clock;

    PreferencesStore(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** @param version grows with every change */
    record Versioned(Preferences preferences, long version) {}

    /** The user's preferences; the defaults, kept from now on, where there were none. */
    Versioned of(UserId user) {
        return find(user).orElseGet(() -> {
            insertDefaults(user);
            return find(user).orElseThrow();
        });
    }

    /** Replaces them whatever they were. */
    Versioned replace(UserId user, Preferences preferences) {
        insertDefaults(user);
        update(user, preferences, "");
        return of(user);
    }

    /** Replaces them unless they were changed since that version; nothing where they were. */
    Optional<Versioned> replace(UserId user, Preferences preferences, long version) {
        return update(user, preferences, "and version = " + version)
                ? Optional.of(new Versioned(preferences, version + 1))
                : Optional.empty();
    }

    private boolean update(UserId user, Preferences preferences, String condition) {
        var notifications = preferences.notifications();
        var privacy = preferences.privacy();
        return jdbc.sql("""
                        update user_preferences
                        set theme = :theme, language = :language, timezone = :timezone,
                            notify_email = :email, notify_push = :push, notify_marketing = :marketing,
                            notify_security = :security, privacy_analytics = :analytics,
                            privacy_personalised = :personalised, updated_at = :now, version = version + 1
                        where user_id = :user
                        """ + condition)
                        .param("user", user.value())
                        .param("theme", preferences.theme())
                        .param("language", preferences.language())
                        .param("timezone", preferences.timezone())
                        .param("email", notifications.email())
                        .param("push", notifications.push())
                        .param("marketing", notifications.marketing())
                        .param("security", notifications.security())
                        .param("analytics", privacy.analytics())
                        .param("personalised", privacy.personalised())
                        .param("now", at(clock.instant()))
                        .update()
                == 1;
    }

    private void insertDefaults(UserId user) {
        jdbc.sql("""
                        insert into user_preferences (user_id, created_at, updated_at) values (:user, :now, :now)
                        on conflict (user_id) do nothing
                        """)
                .param("user", user.value())
                .param("now", at(clock.instant()))
                .update();
    }

    private Optional<Versioned> find(UserId user) {
        return jdbc.sql("select * from user_preferences where user_id = :user")
                .param("user", user.value())
                .query((row, _) -> new Versioned(
                        new Preferences(
                                row.getString("theme"),
                                row.getString("language"),
                                row.getString("timezone"),
                                new Preferences.Notifications(
                                        row.getBoolean("notify_email"),
                                        row.getBoolean("notify_push"),
                                        row.getBoolean("notify_marketing"),
                                        row.getBoolean("notify_security")),
                                new Preferences.Privacy(
                                        row.getBoolean("privacy_analytics"), row.getBoolean("privacy_personalised"))),
                        row.getLong("version")))
                .optional();
    }
}
