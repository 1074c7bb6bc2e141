package dev.keelson.flags;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.keelson.shared.Role;
import dev.keelson.shared.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The flags, as stored. */
@Component
class FlagStore {
    private static final String SELECT =
            "select key, enabled, percentage, roles, users, version, created_at, updated_at from feature_flags ";

    private final JdbcClient jdbc;

    FlagStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** In the order of their keys. */
    List<Flag> all() {
        return jdbc.sql(SELECT + "order by key").query(FlagStore::flag).list();
    }

    Optional<Flag> find(String key) {
        return jdbc.sql(SELECT + "where key = :key")
                .param("key", key)
                .query(FlagStore::flag)
                .optional();
    }

    Optional<Flag> lock(String key) {
        return jdbc.sql(SELECT + "where key = :key for update")
                .param("key", key)
                .query(FlagStore::flag)
                .optional();
    }

    /** False where there is one with this key already. */
    boolean insert(Flag flag) {
        return write("""
                        insert into feature_flags (key, enabled, percentage, roles, users, version, created_at, updated_at)
                        values (:key, :enabled, :percentage, :roles, :users, :version, :createdAt, :updatedAt)
                        on conflict (key) do nothing
                        """, flag) == 1;
    }

    void update(Flag flag) {
        write("""
                        update feature_flags
                        set enabled = :enabled, percentage = :percentage, roles = :roles, users = :users,
                            version = :version, created_at = :createdAt, updated_at = :updatedAt
                        where key = :key
                        """, flag);
    }

    void delete(String key) {
        jdbc.sql("delete from feature_flags where key = :key").param("key", key).update();
    }

    private int write(String sql, Flag flag) {
        var rule = flag.rule();
        return jdbc.sql(sql)
                .param("key", flag.key())
                .param("enabled", rule.enabled())
                .param("percentage", rule.percentage())
                .param("roles", rule.roles().stream().map(FlagStore::id).toArray(String[]::new))
                .param("users", rule.users().toArray(UUID[]::new))
                .param("version", flag.version())
                .param("createdAt", flag.createdAt().atOffset(ZoneOffset.UTC))
                .param("updatedAt", flag.updatedAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    private static Flag flag(ResultSet row, int number) throws SQLException {
        var roles = Arrays.stream((String[]) row.getArray("roles").getArray())
                .map(role -> Role.valueOf(role.toUpperCase(Locale.ROOT)))
                .collect(toUnmodifiableSet());
        var users = Arrays.stream((UUID[]) row.getArray("users").getArray()).collect(toUnmodifiableSet());
        return new Flag(
                row.getString("key"),
                new Flag.Rule(row.getBoolean("enabled"), row.getInt("percentage"), roles, users),
                row.getLong("version"),
                Timestamps.requiredInstant(row, "created_at"),
                Timestamps.requiredInstant(row, "updated_at"));
    }

    private static String id(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }
}
