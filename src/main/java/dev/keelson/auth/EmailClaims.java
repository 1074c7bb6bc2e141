package dev.keelson.auth;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Decides who holds an e-mail address where more than one live user claims it. Clerk lets an address wander from one user to
 * another, and its events may arrive in any order, so two rows may claim the same one for a while; that must not fail.
 *
 * <p>The rule: a verified claim beats an unverified one, then the one that was verified last, then the smaller Clerk id. It
 * looks at the rows alone and never at the order in which they changed. Every row keeps what Clerk says of it; the ones that
 * do not hold their address are marked as contested and count as having none.
 */
@Component
class EmailClaims {
    private final JdbcClient jdbc;

    EmailClaims(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    boolean claimChanged(User.Mirror before, User.Mirror after) {
        return !Objects.equals(before.email(), after.email())
                || !Objects.equals(before.emailVerifiedAt(), after.emailVerifiedAt());
    }

    /** One transaction at a time decides about an address; in one order, so that two never wait for each other here. */
    void lock(User.Mirror before, User.Mirror after) {
        jdbc.sql("""
                        select pg_advisory_xact_lock(key)
                        from (select distinct hashtextextended(lower(email), 0) as key
                              from unnest(array[:before, :after]::text[]) as email
                              where email is not null
                              order by key) as keys
                        """)
                .param("before", before.email())
                .param("after", after.email())
                .query((_, number) -> number)
                .list();
    }

    void settle(@Nullable String email) {
        if (email == null) {
            return;
        }
        holder(email).ifPresent(holder -> {
            // The others first: the unique index is checked row by row.
            jdbc.sql("""
                            update users set email_contested = true, version = version + 1
                            where lower(email) = lower(:email) and deleted_at is null
                              and clerk_id <> :holder and not email_contested
                            """).param("email", email).param("holder", holder).update();
            jdbc.sql("""
                            update users set email_contested = false, version = version + 1
                            where clerk_id = :holder and email_contested
                            """).param("holder", holder).update();
        });
    }

    private Optional<String> holder(String email) {
        return jdbc.sql("""
                        select clerk_id from users
                        where lower(email) = lower(:email) and deleted_at is null
                        order by email_verified_at desc nulls last, clerk_id
                        limit 1
                        """).param("email", email).query(String.class).optional();
    }
}
