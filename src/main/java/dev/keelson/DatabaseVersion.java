package dev.keelson;

import java.sql.SQLException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.springframework.stereotype.Component;

/**
 * Refuses a server that is older than the one all is tested with, before anything is changed on it: it would be found out by a
 * statement here and there that fails.
 */
@Component
class DatabaseVersion implements Callback {
    private static final int LEAST = 18;

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_VALIDATE || event == Event.BEFORE_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        try {
            require(context.getConnection().getMetaData().getDatabaseMajorVersion());
        } catch (SQLException e) {
            throw new IllegalStateException("The server does not tell its version", e);
        }
    }

    /** @throws UnfitSettingsException where it is too old */
    static void require(int major) {
        if (major < LEAST) {
            throw new UnfitSettingsException(
                    "The database is PostgreSQL %d; Keelson needs PostgreSQL %d or newer.".formatted(major, LEAST),
                    "Have KEELSON_DATABASE_URL name a server of that version, or upgrade this one (pg_upgrade).");
        }
    }

    @Override
    public String getCallbackName() {
        return "database-version";
    }
}
