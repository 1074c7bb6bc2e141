package dev.keelson.auth;

import static dev.keelson.shared.Timestamps.at;
import static dev.keelson.shared.Timestamps.instant;

import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of users: reads them, and writes them under their row's lock. */
@Component
class Users {
    static final String COLUMNS = """
            select id, clerk_id, email, email_verified_at, first_name, last_name, username, image_url, last_sign_in_at,
                   banned, role = 'admin' as admin, clerk_updated_at, plan, plan_version, suspended, created_at, deleted_at
            from users
            """;

    private final JdbcClient jdbc;
    private final IdGenerator ids;
    private final InstantSource clock;
    private final EmailClaims emails;

    Users(JdbcClient jdbc, IdGenerator ids, InstantSource clock, EmailClaims emails) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
        this.emails = emails;
    }

    Optional<User> find(UserId id) {
        return jdbc.sql(COLUMNS + "where id = :id")
                .param("id", id.value())
                .query(Users::user)
                .optional();
    }

    /** Keeps the row until the transaction ends; others may point to it meanwhile. */
    Optional<User> lock(UserId id) {
        return jdbc.sql(COLUMNS + "where id = :id for no key update")
                .param("id", id.value())
                .query(Users::user)
                .optional();
    }

    Optional<User> lock(String clerkId) {
        return jdbc.sql(COLUMNS + "where clerk_id = :clerkId for no key update")
                .param("clerkId", clerkId)
                .query(Users::user)
                .optional();
    }

    List<User> find(Collection<String> clerkIds) {
        return jdbc.sql(COLUMNS + "where clerk_id = any(:clerkIds)")
                .param("clerkIds", clerkIds.toArray(String[]::new))
                .query(Users::user)
                .list();
    }

    /** The ids at Clerk of who lives and was known by then, in their order. */
    List<String> knownBefore(Instant time, @Nullable String after, int limit) {
        return jdbc.sql("""
                        select clerk_id from users
                        where deleted_at is null and created_at < :time
                          and clerk_id > coalesce(:after, '')
                        order by clerk_id limit :limit
                        """)
                .param("time", at(time))
                .param("after", after)
                .param("limit", limit)
                .query((row, _) -> row.getString("clerk_id"))
                .list();
    }

    /** Makes the row unless it exists. Of concurrent callers one gets the id; the others wait for it and get nothing. */
    Optional<UserId> insertIfAbsent(String clerkId) {
        var now = at(clock.instant());
        return jdbc.sql("""
                        insert into users (id, clerk_id, authz_changed_at, created_at, updated_at)
                        values (:id, :clerkId, 'epoch', :now, :now)
                        on conflict (clerk_id) do nothing
                        returning id
                        """)
                .param("id", ids.next())
                .param("clerkId", clerkId)
                .param("now", now)
                .query((row, _) -> new UserId(row.getObject("id", UUID.class)))
                .optional();
    }

    /** @param before the row as it was locked */
    void update(User before, User after) {
        var mirror = after.mirror();
        boolean claimChanged = emails.claimChanged(before.mirror(), mirror);
        if (claimChanged) {
            emails.lock(before.mirror(), mirror);
        }
        jdbc.sql("""
                        update users
                        set email = :email, email_verified_at = :emailVerifiedAt,
                            email_contested = case when :claimChanged then :email::text is not null else email_contested end,
                            first_name = :firstName, last_name = :lastName, username = :username, image_url = :imageUrl,
                            last_sign_in_at = :lastSignInAt, banned = :banned, clerk_updated_at = :clerkUpdatedAt,
                            plan = :plan, plan_version = :planVersion, suspended = :suspended,
                            role = :role, status = :status, deleted_at = :deletedAt,
                            authz_changed_at = case when :authzChanged then :now else authz_changed_at end,
                            updated_at = :now, version = version + 1
                        where id = :id
                        """)
                .param("id", after.id().value())
                .param("email", mirror.email())
                .param("emailVerifiedAt", at(mirror.emailVerifiedAt()))
                .param("claimChanged", claimChanged)
                .param("firstName", mirror.firstName())
                .param("lastName", mirror.lastName())
                .param("username", mirror.username())
                .param("imageUrl", mirror.imageUrl())
                .param("lastSignInAt", at(mirror.lastSignInAt()))
                .param("banned", mirror.banned())
                .param("clerkUpdatedAt", after.clerkUpdatedAt())
                .param("plan", after.plan())
                .param("planVersion", after.planVersion())
                .param("suspended", after.suspended())
                .param("role", after.role().name().toLowerCase(Locale.ROOT))
                .param("status", after.status().id())
                .param("deletedAt", at(after.deletedAt()))
                .param("authzChanged", after.outdatesTokensOf(before))
                .param("now", at(clock.instant()))
                .update();
        if (claimChanged) {
            emails.settle(before.mirror().email());
            emails.settle(mirror.email());
        }
    }

    static User user(ResultSet row, int number) throws SQLException {
        return new User(
                new UserId(row.getObject("id", UUID.class)),
                row.getString("clerk_id"),
                new User.Mirror(
                        row.getString("email"),
                        instant(row, "email_verified_at"),
                        row.getString("first_name"),
                        row.getString("last_name"),
                        row.getString("username"),
                        row.getString("image_url"),
                        instant(row, "last_sign_in_at"),
                        row.getBoolean("banned"),
                        row.getBoolean("admin")),
                row.getLong("clerk_updated_at"),
                row.getString("plan"),
                row.getLong("plan_version"),
                row.getBoolean("suspended"),
                Timestamps.requiredInstant(row, "created_at"),
                instant(row, "deleted_at"));
    }
}
