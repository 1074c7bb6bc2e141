package dev.keelson.social.posts;

import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.UserId;
import dev.keelson.social.posts.Attempt.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The attempts' rows. */
@Component
class Attempts {
    private final JdbcClient jdbc;
    private final IdGenerator ids;
    private final InstantSource clock;

    Attempts(JdbcClient jdbc, IdGenerator ids, InstantSource clock) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
    }

    Optional<Attempt> latest(UUID targetId, int round) {
        return jdbc.sql("""
                        select * from post_attempts where target_id = :target and round = :round
                        order by number desc limit 1
                        """)
                .param("target", targetId)
                .param("round", round)
                .query(Attempts::attempt)
                .optional();
    }

    /**
     * Begins the next attempt. What was surely absent is sent under its old key, so that Ayrshare too would notice if it were
     * not; everything else has an answer and gets a new key, because Ayrshare takes no key twice.
     */
    Attempt begin(UserId user, PostTarget target, @Nullable Attempt before) {
        int number = before == null ? 1 : before.number() + 1;
        String key = before != null && before.outcome() == Outcome.ABSENT
                ? before.key()
                : target.id() + "." + target.round() + "." + number;
        var attempt = new Attempt(
                ids.next(), target.id(), target.round(), number, key, clock.instant(), null, Outcome.OPEN, 0, false);
        jdbc.sql("""
                        insert into post_attempts (id, target_id, user_id, round, number, idempotency_key, started_at)
                        values (:id, :target, :user, :round, :number, :key, :startedAt)
                        """)
                .param("id", attempt.id())
                .param("target", attempt.targetId())
                .param("user", user.value())
                .param("round", attempt.round())
                .param("number", attempt.number())
                .param("key", attempt.key())
                .param("startedAt", attempt.startedAt().atOffset(ZoneOffset.UTC))
                .update();
        return attempt;
    }

    /** Records how the call ended, and whether it was the first to say so. */
    void ended(Attempt attempt, Outcome outcome, @Nullable Integer vendorCode) {
        jdbc.sql("""
                        update post_attempts
                        set outcome = :outcome, ended_at = coalesce(ended_at, :now), vendor_code = :code
                        where id = :id and outcome in ('open', 'unknown', 'pending')
                        """)
                .param("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("code", vendorCode)
                .param("id", attempt.id())
                .update();
    }

    void keyWasSeen(Attempt attempt) {
        jdbc.sql("update post_attempts set key_was_seen = true where id = :id")
                .param("id", attempt.id())
                .update();
    }

    void looked(Attempt attempt) {
        jdbc.sql("update post_attempts set looks = looks + 1 where id = :id")
                .param("id", attempt.id())
                .update();
    }

    /** How often this order was sent under that key. */
    int sendsUnder(String key) {
        return jdbc.sql("select count(*) from post_attempts where idempotency_key = :key")
                .param("key", key)
                .query(Integer.class)
                .single();
    }

    /** How often this order had to wait before it could be sent. */
    int waits(Attempt attempt) {
        return jdbc.sql("""
                        select count(*) from post_attempts
                        where target_id = :target and round = :round and outcome in ('not_sent', 'rate_limited')
                        """)
                .param("target", attempt.targetId())
                .param("round", attempt.round())
                .query(Integer.class)
                .single();
    }

    private static Attempt attempt(ResultSet row, int number) throws SQLException {
        Timestamp endedAt = row.getTimestamp("ended_at");
        return new Attempt(
                row.getObject("id", UUID.class),
                row.getObject("target_id", UUID.class),
                row.getInt("round"),
                row.getInt("number"),
                row.getString("idempotency_key"),
                row.getTimestamp("started_at").toInstant(),
                endedAt == null ? null : endedAt.toInstant(),
                Outcome.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT)),
                row.getInt("looks"),
                row.getBoolean("key_was_seen"));
    }
}
