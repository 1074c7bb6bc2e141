package dev.keelson.social.posts;

import static dev.keelson.shared.Timestamps.at;

import dev.keelson.shared.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The targets that are to be sent or looked for, which their rows say themselves. Whoever carries out a step claims it for a
 * while and goes on claiming it as long as it takes; what a dead process has claimed falls due again.
 */
@Component
class DueTargets {
    /** Longer than any step takes: an open target without a next step is nobody's by then. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(15);

    private final JdbcClient jdbc;
    private final InstantSource clock;

    DueTargets(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** @param round the order that it belongs to */
    record Step(UUID target, int round, UserId user) {}

    /** From now on they are to be sent: a new order, whatever was claimed of older ones. */
    void order(Collection<UUID> targets) {
        jdbc.sql("""
                        update post_targets set step_at = :now, claimed_by = null, claimed_until = null, step_failures = 0
                        where id = any(:targets)
                        """)
                .param("now", at(clock.instant()))
                .param("targets", targets.toArray(UUID[]::new))
                .update();
    }

    /**
     * Claims what is due: of each user the step that has waited longest, in the order of the users' ids.
     *
     * @param after the users with greater ids
     * @param busy users of whom nothing is claimed
     */
    List<Step> claim(UUID process, UUID after, Collection<UUID> busy, int limit, Duration claimedFor) {
        Instant now = clock.instant();
        return jdbc.sql("""
                        with recursive users (user_id) as (
                          (select user_id from post_targets where step_at is not null and user_id > :after
                           order by user_id limit 1)
                          union all
                          select (select t.user_id from post_targets t where t.step_at is not null and t.user_id > u.user_id
                                  order by t.user_id limit 1)
                          from users u where u.user_id is not null
                        ), due as (
                          select t.id from users u cross join lateral (
                            select id from post_targets
                            where user_id = u.user_id and step_at <= :now
                              and (claimed_until is null or claimed_until <= :now)
                            order by step_at limit 1 for update skip locked) t
                          where u.user_id is not null and not u.user_id = any(:busy)
                          limit :limit
                        )
                        update post_targets t set claimed_by = :process, claimed_until = :until
                        from due where t.id = due.id
                        returning t.id, t.round, t.user_id
                        """)
                .param("after", after)
                .param("now", at(now))
                .param("busy", busy.toArray(UUID[]::new))
                .param("limit", limit)
                .param("process", process)
                .param("until", at(now.plus(claimedFor)))
                .query((row, _) -> new Step(
                        row.getObject("id", UUID.class),
                        row.getInt("round"),
                        new UserId(row.getObject("user_id", UUID.class))))
                .list();
    }

    /** They are still being worked on. */
    void keep(UUID process, Collection<UUID> targets, Duration claimedFor) {
        jdbc.sql("update post_targets set claimed_until = :until where id = any(:targets) and claimed_by = :process")
                .param("until", at(clock.instant().plus(claimedFor)))
                .param("targets", targets.toArray(UUID[]::new))
                .param("process", process)
                .update();
    }

    /** @param next when the next step is due; null where the order is carried out */
    void done(UUID process, Step step, @Nullable Instant next) {
        jdbc.sql("""
                        update post_targets
                        set step_at = :next, claimed_by = null, claimed_until = null, step_failures = 0
                        where id = :target and claimed_by = :process and round = :round
                        """)
                .param("next", at(next))
                .param("target", step.target())
                .param("process", process)
                .param("round", step.round())
                .update();
    }

    /** It was not the user's turn: as before, it is due. */
    void release(UUID process, Step step) {
        jdbc.sql("""
                        update post_targets set claimed_by = null, claimed_until = null
                        where id = :target and claimed_by = :process and round = :round
                        """)
                .param("target", step.target())
                .param("process", process)
                .param("round", step.round())
                .update();
    }

    /** Something of ours failed, such as the database: again after a pause, which doubles up to an hour. */
    void failed(UUID process, Step step) {
        jdbc.sql("""
                        update post_targets
                        set step_at = cast(:now as timestamptz)
                              + least(interval '1 hour', interval '5 seconds' * 2 ^ least(step_failures, 12)),
                            step_failures = least(step_failures + 1, 1000), claimed_by = null, claimed_until = null
                        where id = :target and claimed_by = :process and round = :round
                        """)
                .param("now", at(clock.instant()))
                .param("target", step.target())
                .param("process", process)
                .param("round", step.round())
                .update();
    }

    /** Finds open targets of which nobody knows the next step, and makes it due. There should be none. */
    int recover() {
        return jdbc.sql("""
                        update post_targets t set step_at = :now
                        from posts p
                        where p.status = 'publishing' and p.updated_at < :before and t.post_id = p.id and t.step_at is null
                          and (t.status in ('pending', 'publishing') or t.status = 'unknown' and t.failure is null)
                        """)
                .param("now", at(clock.instant()))
                .param("before", at(clock.instant().minus(FORGOTTEN)))
                .update();
    }
}
