package dev.keelson.auth;

import dev.keelson.shared.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
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

    /** Whether the user may use the product: is neither suspended nor deleted. */
    public boolean active(UserId id) {
        return jdbc.sql("select exists (select from users where id = :id and status = 'active')")
                .param("id", id.value())
                .query(Boolean.class)
                .single();
    }

    /** Whether there was such a user, who has been erased: nothing that says who they were may be kept any more. */
    public boolean erased(UserId id) {
        return jdbc.sql("select exists (select from users where id = :id and status = 'deleted')")
                .param("id", id.value())
                .query(Boolean.class)
                .single();
    }

    /** The same by the id at Clerk. */
    public boolean erasedClerkId(String clerkId) {
        return jdbc.sql("select exists (select from users where clerk_id = :id and status = 'deleted')")
                .param("id", clerkId)
                .query(Boolean.class)
                .single();
    }

    /** What Clerk calls, or called, the user: also of one who is deleted. */
    public Optional<String> clerkIdOf(UserId id) {
        return jdbc.sql("select clerk_id from users where id = :id")
                .param("id", id.value())
                .query((row, _) -> row.getString("clerk_id"))
                .optional();
    }

    /**
     * Who has shown that one of these addresses is theirs. Of an address that wandered from one user to another, for a while
     * both.
     *
     * @return the users by the address in small letters
     */
    public Map<String, List<UserId>> verifiedHolders(Collection<String> emails) {
        return jdbc
                .sql("""
                        select id, lower(email) as email from users
                        where lower(email) = any(:emails) and email_verified_at is not null and deleted_at is null
                        order by id
                        """)
                .param(
                        "emails",
                        emails.stream()
                                .map(email -> email.toLowerCase(Locale.ROOT))
                                .toArray(String[]::new))
                .query((row, _) -> Map.entry(row.getString("email"), new UserId(row.getObject("id", UUID.class))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
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
