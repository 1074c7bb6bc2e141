package dev.keelson.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Users as they are after some months: a session, preferences, and what they were told. */
final class ApiTables {
    private static final int NOTIFICATIONS = 40;

    private ApiTables() {}

    static String clerkId(int caller) {
        return "user_bench" + caller;
    }

    static String sessionId(int caller) {
        return "sess_bench" + caller;
    }

    /**
     * Fills a database that the application has migrated.
     *
     * @param users all of them
     * @param callers those with a name of ours and much to read, spread evenly over the table
     */
    static void fill(String jdbcUrl, int users, int callers) throws SQLException {
        int every = users / callers;
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                var statement = connection.createStatement()) {
            statement.execute("""
                    insert into users (id, clerk_id, email, email_verified_at, first_name, last_name, username, image_url,
                      last_sign_in_at, clerk_updated_at, authz_changed_at, created_at, updated_at)
                    select gen_random_uuid(),
                      case when n %% %1$d = 0 then 'user_bench' || n / %1$d else 'user_' || md5(n::text) end,
                      'person' || n || '@example.com', now(), 'First' || n %% 1000, 'Last' || n %% 5000, 'person' || n,
                      'https://img.example.com/' || md5(n::text), now() - random() * interval '30 days', 1760000000000,
                      now() - interval '90 days', now() - random() * interval '365 days', now()
                    from generate_series(0, %2$d - 1) n
                    """.formatted(every, every * callers));
            statement.execute("""
                    insert into user_sessions (id, user_id, clerk_session_id, status, expires_at, last_active_at, ip, device,
                      browser, city, country, clerk_updated_at, created_at, updated_at)
                    select gen_random_uuid(), id,
                      case when clerk_id like 'user_bench%' then 'sess' || substr(clerk_id, 5) else 'sess_' || md5(clerk_id) end,
                      'active', now() + interval '7 days', now(), '203.0.113.7', 'Macintosh', 'Chrome 140', 'Vienna', 'AT',
                      1760000000000, now() - interval '1 hour', now()
                    from users
                    """);
            statement.execute(
                    "insert into user_preferences (user_id, created_at, updated_at) select id, now(), now() from users");
            statement.execute("""
                    insert into notifications (id, user_id, kind, payload, dedup_key, read_at, created_at)
                    select gen_random_uuid(), u.id, 'post_published',
                      jsonb_build_object('postId', gen_random_uuid(), 'platform', 'instagram'), 'bench ' || n,
                      case when n > 10 then now() end, now() - n * interval '1 hour'
                    from users u cross join lateral
                      generate_series(1, case when u.clerk_id like 'user_bench%%' then %d else 1 end) n
                    """.formatted(NOTIFICATIONS));
            statement.execute("vacuum (analyze) users, user_sessions, user_preferences, notifications");
            statement.execute("checkpoint");
        }
    }
}
