package dev.keelson.social.analytics;

import static dev.keelson.shared.Timestamps.at;

import dev.keelson.shared.UserId;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Notes what was told. What could not be told never takes away what is known, and an older answer no newer one. */
@Component
class MetricsStore {
    /** So long a call may be under way before another may ask the same. */
    private static final Duration ASKING = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final Cadence cadence;
    private final AnalyticsSettings settings;
    private final InstantSource clock;

    MetricsStore(JdbcClient jdbc, Cadence cadence, AnalyticsSettings settings, InstantSource clock) {
        this.jdbc = jdbc;
        this.cadence = cadence;
        this.settings = settings;
        this.clock = clock;
    }

    @Transactional
    public void note(Ask ask, Told told) {
        Instant now = clock.instant();
        switch (told) {
            case Told.Numbers numbers -> numbers(ask, numbers, now);
            case Told.Stop stop -> stop(ask, stop.state(), stop.reason(), now);
            case Told.Later later -> later(ask, later, now);
            case Told.NoTurn noTurn -> noTurn(ask.user(), ask.target(), noTurn, now);
        }
    }

    private void numbers(Ask ask, Told.Numbers told, Instant now) {
        Instant next = cadence.next(ask.platform(), ask.publishedAt(), ask.story(), now)
                .orElse(null);
        counts(jdbc.sql("""
                                update post_metrics set state = 'collected', reason = :reason,
                                  views = coalesce(:views, views), likes = coalesce(:likes, likes),
                                  shares = coalesce(:shares, shares), comments = coalesce(:comments, comments),
                                  clicks = coalesce(:clicks, clicks), own = :own::jsonb, as_of = :asOf
                                where target_id = :target and (as_of is null or as_of <= :asOf)
                                """), told.counts())
                .param("reason", next == null ? MetricReason.NO_LONGER_COLLECTED.id() : null)
                .param("own", told.own().toString())
                .param("asOf", at(told.asOf()))
                .param("target", ask.target())
                .update();
        jdbc.sql("""
                        update post_metrics set answered_at = :now, failures = 0, next_at = :next, updated_at = :now
                        where target_id = :target
                        """)
                .param("now", at(now))
                .param("next", at(next))
                .param("target", ask.target())
                .update();
        snapshot(ask, told);
    }

    private void snapshot(Ask ask, Told.Numbers told) {
        Instant asOf = told.asOf();
        counts(jdbc.sql("""
                                insert into metric_snapshots (target_id, user_id, taken_at, views, likes, shares, comments, clicks)
                                select target_id, user_id, :asOf, :views::bigint, :likes::bigint, :shares::bigint,
                                  :comments::bigint, :clicks::bigint
                                from post_metrics where target_id = :target
                                on conflict (target_id, taken_at) do nothing
                                """), told.counts())
                .param("target", ask.target())
                .param("asOf", at(asOf))
                .update();
        Instant firstDays = ask.publishedAt().plus(settings.keepAll());
        if (asOf.isAfter(firstDays)) {
            Instant day = asOf.truncatedTo(ChronoUnit.DAYS);
            jdbc.sql("""
                            delete from metric_snapshots
                            where target_id = :target and taken_at >= :day and taken_at > :firstDays and taken_at < :asOf
                            """)
                    .param("target", ask.target())
                    .param("day", at(day))
                    .param("firstDays", at(firstDays))
                    .param("asOf", at(asOf))
                    .update();
        }
    }

    /** What is known stays; a state of its own is only for what has expired. */
    private void stop(Ask ask, MetricState state, MetricReason reason, Instant now) {
        jdbc.sql("""
                        update post_metrics set
                          state = case when state = 'collected' and :state = 'failed' then 'collected' else :state end,
                          reason = :reason, answered_at = :now, next_at = null, updated_at = :now
                        where target_id = :target
                        """)
                .param("state", state.id())
                .param("reason", reason.id())
                .param("now", at(now))
                .param("target", ask.target())
                .update();
    }

    private void later(Ask ask, Told.Later later, Instant now) {
        int failures = ask.failures() + 1;
        if (later.refusal() && failures >= settings.maxRefusals()) {
            stop(ask, MetricState.FAILED, later.reason(), now);
            return;
        }
        Instant next = now.plus(later.pause() == null ? settings.pauseAfter(failures) : later.pause());
        if (next.isAfter(ask.publishedAt().plus(settings.weeklyUntil()))) {
            stop(ask, MetricState.FAILED, later.reason(), now);
            return;
        }
        jdbc.sql("""
                        update post_metrics set reason = :reason, failures = :failures, next_at = :next, updated_at = :now,
                          state = case when state = 'failed' then 'pending' else state end
                        where target_id = :target
                        """)
                .param("reason", later.reason().id())
                .param("failures", failures)
                .param("next", at(next))
                .param("now", at(now))
                .param("target", ask.target())
                .update();
    }

    /** All of the profile waits: it is nobody's failure. */
    private void noTurn(UserId user, UUID target, Told.NoTurn noTurn, Instant now) {
        Instant until = now.plus(noTurn.pause());
        jdbc.sql("""
                        update post_metrics set next_at = :until, updated_at = :now,
                          reason = case when target_id = :target then :reason else reason end
                        where user_id = :user and (target_id = :target or next_at < :until)
                        """)
                .param("until", at(until))
                .param("now", at(now))
                .param("target", target)
                .param("reason", noTurn.reason().id())
                .param("user", user.value())
                .update();
    }

    /** One that was taken and is not asked now. */
    void giveBack(Ask ask, Duration pause) {
        jdbc.sql("update post_metrics set next_at = :at where target_id = :target and next_at is not null")
                .param("at", at(clock.instant().plus(pause)))
                .param("target", ask.target())
                .update();
    }

    /**
     * Takes a target for a user's refresh.
     *
     * @return nothing where its answer is fresh, where it is just being asked for, or there is nothing to ask
     */
    @Transactional
    public Optional<Ask> lend(UUID target) {
        Instant now = clock.instant();
        return jdbc.sql(Ask.SELECT + """
                        where m.target_id = :target and m.state not in ('not_available', 'expired')
                          and (m.answered_at is null or m.answered_at <= :fresh)
                          and (m.asked_at is null or m.asked_at <= :asking or m.updated_at > m.asked_at)
                        for update of m
                        """)
                .param("target", target)
                .param("fresh", at(now.minus(settings.fresh())))
                .param("asking", at(now.minus(ASKING)))
                .query((row, _) -> Ask.from(row))
                .optional()
                .map(ask -> {
                    jdbc.sql("""
                                    update post_metrics set asked_at = :now, updated_at = :now,
                                      next_at = case when next_at is not null then greatest(next_at, :lease) end
                                    where target_id = :target
                                    """)
                            .param("now", at(now))
                            .param("lease", at(now.plus(ASKING)))
                            .param("target", target)
                            .update();
                    return ask;
                });
    }

    private static JdbcClient.StatementSpec counts(JdbcClient.StatementSpec statement, Counts counts) {
        JdbcClient.StatementSpec filled = statement;
        for (Metric metric : Metric.values()) {
            filled = filled.param(metric.id(), counts.get(metric), Types.BIGINT);
        }
        return filled;
    }
}
