package dev.keelson.social.posts;

import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.UserId;
import dev.keelson.social.posts.Attempt.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
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

    /** The latest of an order. */
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

    /** The latest of all orders. */
    Optional<Attempt> latest(UUID targetId) {
        return jdbc.sql("""
                        select * from post_attempts where target_id = :target order by round desc, number desc limit 1
                        """).param("target", targetId).query(Attempts::attempt).optional();
    }

    /**
     * Begins the next attempt. What was surely absent is sent under its old key, also by a later order, so that Ayrshare too
     * would notice if it were not, and so is what never left, or was turned away after it had surely been absent: what was
     * judged wrongly would stay out of sight otherwise. Everything else has an answer and gets a new key, because Ayrshare
     * takes no key twice.
     *
     * @param before the latest attempt, of an older order too; null where there is none
     */
    Attempt begin(UserId user, PostTarget target, @Nullable Attempt before) {
        int number = before == null || before.round() < target.round() ? 1 : before.number() + 1;
        String key = before != null && keepsItsKey(before)
                ? before.key()
                : target.id() + "." + target.round() + "." + number;
        var attempt = new Attempt(
                ids.next(),
                target.id(),
                target.round(),
                number,
                key,
                clock.instant(),
                null,
                Outcome.OPEN,
                0,
                false,
                false);
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

    private boolean keepsItsKey(Attempt before) {
        return before.outcome().keepsItsKey() || (before.turnedAway() && wasAbsentUnder(before.key()));
    }

    private boolean wasAbsentUnder(String key) {
        return jdbc.sql("""
                        select exists (select from post_attempts where idempotency_key = :key and outcome = 'absent')
                        """).param("key", key).query(Boolean.class).single();
    }

    /**
     * Its sender has seen the call end, however it did. Nobody else can say so: who looks for it may do that while the call
     * still runs, and from its end on counts how long the post may still appear.
     */
    void callEnded(Attempt attempt) {
        jdbc.sql("""
                        update post_attempts
                        set ended_at = coalesce(ended_at, :now),
                          outcome = case when outcome = 'open' then 'unknown' else outcome end
                        where id = :id
                        """)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("id", attempt.id())
                .update();
    }

    /** Records what became of it, unless that is known already. That it went out is believed also afterwards. */
    void found(Attempt attempt, Outcome outcome, @Nullable Integer vendorCode) {
        jdbc.sql("""
                        update post_attempts
                        set outcome = :outcome, vendor_code = :code,
                          ended_at = case when :open then ended_at else coalesce(ended_at, :now) end
                        where id = :id and (outcome in ('open', 'unknown', 'pending') or :outcome = 'published')
                        """)
                .param("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .param("open", outcome.mustBeLookedFor())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("code", vendorCode)
                .param("id", attempt.id())
                .update();
    }

    /** Ayrshare has told its id of what this attempt sent. */
    void known(Attempt attempt, @Nullable String ayrshareId) {
        if (ayrshareId != null) {
            jdbc.sql("update post_attempts set ayrshare_post_id = :ayrshareId where id = :id")
                    .param("ayrshareId", ayrshareId)
                    .param("id", attempt.id())
                    .update();
        }
    }

    /** The targets of which an attempt sent what Ayrshare calls that, whichever order it belonged to. */
    List<UUID> targetsOf(UserId user, String ayrshareId) {
        return jdbc.sql("""
                        select distinct target_id from post_attempts
                        where user_id = :user and ayrshare_post_id = :ayrshareId
                        """)
                .param("user", user.value())
                .param("ayrshareId", ayrshareId)
                .query((row, _) -> row.getObject("target_id", UUID.class))
                .list();
    }

    void keyWasSeen(Attempt attempt) {
        jdbc.sql("update post_attempts set key_was_seen = true where id = :id")
                .param("id", attempt.id())
                .update();
    }

    /** Before Ayrshare took the post, and whatever it knows of its key. */
    void turnedAway(Attempt attempt) {
        jdbc.sql("update post_attempts set turned_away = true where id = :id")
                .param("id", attempt.id())
                .update();
    }

    void looked(Attempt attempt) {
        jdbc.sql("update post_attempts set looks = looks + 1 where id = :id")
                .param("id", attempt.id())
                .update();
    }

    /** How often something left under that key, or may have. */
    int sendsUnder(String key) {
        return jdbc.sql("""
                        select count(*) from post_attempts
                        where idempotency_key = :key and outcome <> 'not_sent' and not turned_away
                        """).param("key", key).query(Integer.class).single();
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
                row.getBoolean("key_was_seen"),
                row.getBoolean("turned_away"));
    }
}
