package dev.keelson.auth;

import dev.keelson.shared.UserId;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What other modules may ask about users. */
@Component
public class UserDirectory {
    /**
     * @param email the primary address; null until Clerk has told it, and while another user has the better claim to it
     * @param name first and last name as far as known, never empty: null where nothing is known
     */
    public record Entry(
            UserId id,
            String clerkId,
            @Nullable String email,
            @Nullable String name) {}

    private final JdbcClient jdbc;

    UserDirectory(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The user, unless deleted. */
    public Optional<Entry> find(UserId id) {
        return find("id = :value", id.value());
    }

    /** The user that Clerk calls so, unless deleted. */
    public Optional<Entry> findByClerkId(String clerkId) {
        return find("clerk_id = :value", clerkId);
    }

    /** Whether there was such a user, who has been erased: nothing that says who they were may be kept any more. */
    public boolean erased(UserId id) {
        return jdbc.sql("select exists (select from users where id = :id and status = 'deleted')")
                .param("id", id.value())
                .query(Boolean.class)
                .single();
    }

    private Optional<Entry> find(String condition, Object value) {
        return jdbc.sql("""
                        select id, clerk_id, case when not email_contested then email end as email,
                               nullif(concat_ws(' ', first_name, last_name), '') as name
                        from users where status <> 'deleted' and
                        """ + condition)
                .param("value", value)
                .query((row, _) -> new Entry(
                        new UserId(row.getObject("id", UUID.class)),
                        row.getString("clerk_id"),
                        row.getString("email"),
                        row.getString("name")))
                .optional();
    }
}
