package dev.keelson.social.posts;

import static dev.keelson.shared.Timestamps.at;

import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import dev.keelson.social.PostDelayed;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The posts whose time has come, as the table has them. */
@Component
class DuePosts {
    private final JdbcClient jdbc;

    DuePosts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The next ones in fair order: every user's first before anybody's second.
     *
     * @param apart those that are not asked for
     */
    List<UUID> next(Instant now, int limit, Collection<UUID> apart) {
        return jdbc.sql("""
                        select id from (
                          select id, scheduled_at, row_number() over (partition by user_id order by scheduled_at, id) as turn
                          from posts where status = 'scheduled' and scheduled_at <= :now and not id = any(:apart)) due
                        order by turn, scheduled_at limit :limit
                        """)
                .param("now", at(now))
                .param("limit", limit)
                .param("apart", apart.toArray(UUID[]::new))
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    /** Those of them that are still due and that nobody else works on; nobody will until the transaction ends. */
    @Transactional(propagation = Propagation.MANDATORY)
    List<UUID> lock(List<UUID> ids, Instant now) {
        return jdbc.sql("""
                        select id from posts where id = any(:ids) and status = 'scheduled' and scheduled_at <= :now
                        for update skip locked
                        """)
                .param("ids", ids.toArray(UUID[]::new))
                .param("now", at(now))
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    /**
     * Those that were planned for before then, have been ordered, are still to be sent, and whose users do not know: they have
     * waited for a turn since then, or are tried again and again, or something of ours fails. What was ordered only now is not
     * among them, however long ago it was planned for. Marked as told.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    List<PostDelayed> late(Instant before, Instant now, int limit) {
        return jdbc.sql("""
                        update posts set delayed_at = :now
                        where id in (
                          select p.id from posts p
                          where p.status = 'publishing' and p.delayed_at is null and p.scheduled_at < :before
                            and exists (select from post_targets t where t.post_id = p.id and t.status = 'pending'
                              and (t.step_at < :before or t.step_failures > 0
                                or exists (select from post_attempts a
                                           where a.target_id = t.id and a.round = t.round and a.started_at < :before)))
                          order by p.scheduled_at limit :limit for update of p skip locked)
                        returning id, user_id, scheduled_at
                        """)
                .param("now", at(now))
                .param("before", at(before))
                .param("limit", limit)
                .query((row, _) -> new PostDelayed(
                        row.getObject("id", UUID.class),
                        new UserId(row.getObject("user_id", UUID.class)),
                        Timestamps.requiredInstant(row, "scheduled_at")))
                .list();
    }

    /** @return whether its user has not been told before that it is late */
    @Transactional(propagation = Propagation.MANDATORY)
    boolean isLate(UUID id, Instant now) {
        return jdbc.sql("update posts set delayed_at = :now where id = :id and delayed_at is null")
                        .param("now", at(now))
                        .param("id", id)
                        .update()
                == 1;
    }
}
