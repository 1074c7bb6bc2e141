package dev.keelson.auth;

import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What is left here of a {@link ClerkHistory}: every row, whole but for what is ours alone: ids, and when and how often we
 * wrote.
 */
public final class ClerkRows {
    private final JdbcClient jdbc;

    public ClerkRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param prefix of the ids of all objects of the history */
    public String of(String prefix) {
        var rows = new ArrayList<String>();
        rows.addAll(rows(prefix, """
                select to_jsonb(u) - '{id,created_at,updated_at,authz_changed_at,version,deleted_at}'::text[]
                  || jsonb_build_object('live', deleted_at is null) as row
                from users u where starts_with(clerk_id, :prefix) order by clerk_id
                """));
        rows.addAll(rows(prefix, """
                select to_jsonb(s) - '{id,user_id,created_at,updated_at}'::text[]
                  || jsonb_build_object('user', u.clerk_id) as row
                from user_sessions s join users u on u.id = s.user_id
                where starts_with(clerk_session_id, :prefix) order by clerk_session_id
                """));
        return String.join("\n", rows).replace(prefix, "");
    }

    private List<String> rows(String prefix, String sql) {
        return jdbc.sql(sql)
                .param("prefix", prefix)
                .query((row, _) -> row.getString("row"))
                .list();
    }
}
