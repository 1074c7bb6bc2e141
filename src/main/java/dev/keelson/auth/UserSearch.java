package dev.keelson.auth;

import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import dev.keelson.shared.Role;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds users for administrators, the newest first. */
@Component
class UserSearch {
    private final JdbcClient jdbc;

    UserSearch(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param role only these; null for all
     * @param status only these; null for all but the deleted
     * @param text part of the address, the username or the name, in any case
     */
    record Filter(
            @Nullable Role role,
            @Nullable UserStatus status,
            @Nullable String text) {}

    Page<User> find(Filter filter, @Nullable String cursor, int limit) {
        List<String> conditions = new ArrayList<>();
        Map<String, Object> parameters = new HashMap<>();
        if (filter.role() != null) {
            conditions.add("role = :role");
            parameters.put("role", filter.role().name().toLowerCase(Locale.ROOT));
        }
        if (filter.status() != null) {
            conditions.add("status = :status");
            parameters.put("status", filter.status().id());
        } else {
            conditions.add("status <> 'deleted'");
        }
        if (filter.text() != null && !filter.text().isBlank()) {
            conditions.add(
                    "(email ilike :text or username ilike :text or concat_ws(' ', first_name, last_name) ilike :text)");
            parameters.put("text", "%" + filter.text().strip().replaceAll("([\\\\%_])", "\\\\$1") + "%");
        }
        Cursor.decode(cursor).ifPresent(after -> {
            conditions.add("(created_at, id) < (:afterTime, :afterId)");
            parameters.put("afterTime", after.at().atOffset(ZoneOffset.UTC));
            parameters.put("afterId", after.id());
        });
        var rows = jdbc.sql(Users.COLUMNS + "where " + String.join(" and ", conditions)
                        + " order by created_at desc, id desc limit :limit")
                .params(parameters)
                .param("limit", limit + 1)
                .query(Users::user)
                .list();
        return Page.of(
                rows, limit, user -> new Cursor(user.createdAt(), user.id().value()));
    }
}
