package dev.keelson.social.calendar;

import static dev.keelson.shared.Timestamps.at;
import static dev.keelson.shared.Timestamps.requiredInstant;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.keelson.audit.AuditLog;
import dev.keelson.auth.UserDirectory;
import dev.keelson.shared.UserId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The secrets of the feeds, one a user. Who knows one may read what its user has planned, so it is kept as its hash, and looked
 * up by it: how long that takes tells nothing of how much of a guess was right.
 */
@Component
class Feeds {
    private static final int SECRET_BYTES = 32;

    private final JdbcClient jdbc;
    private final UserDirectory users;
    private final AuditLog audit;
    private final RandomGenerator random;
    private final InstantSource clock;

    Feeds(JdbcClient jdbc, UserDirectory users, AuditLog audit, RandomGenerator random, InstantSource clock) {
        this.jdbc = jdbc;
        this.users = users;
        this.audit = audit;
        this.random = random;
        this.clock = clock;
    }

    /** A new secret, from now on the only one of the user. It is told here and never again. */
    @Transactional
    String make(UserId user) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        jdbc.sql("""
                        insert into calendar_feeds (user_id, token_hash, created_at) values (:user, :hash, :now)
                        on conflict (user_id) do update
                          set token_hash = excluded.token_hash, created_at = excluded.created_at
                        """)
                .param("user", user.value())
                .param("hash", hash(token))
                .param("now", at(clock.instant()))
                .update();
        audit.record(user, "calendar_feed.made", user.toString(), Map.of());
        return token;
    }

    /** Since when there is a feed. */
    Optional<Instant> since(UserId user) {
        return jdbc.sql("select created_at from calendar_feeds where user_id = :user")
                .param("user", user.value())
                .query((row, _) -> requiredInstant(row, "created_at"))
                .optional();
    }

    @Transactional
    void revoke(UserId user) {
        int revoked = jdbc.sql("delete from calendar_feeds where user_id = :user")
                .param("user", user.value())
                .update();
        if (revoked > 0) {
            audit.record(user, "calendar_feed.revoked", user.toString(), Map.of());
        }
    }

    /** Whose feed it is, as long as they may use the product. */
    Optional<UserId> ownerOf(String token) {
        return jdbc.sql("select user_id from calendar_feeds where token_hash = :hash")
                .param("hash", hash(token))
                .query((row, _) -> new UserId(row.getObject("user_id", UUID.class)))
                .optional()
                .filter(users::active);
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
