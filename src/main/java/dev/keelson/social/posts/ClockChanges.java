package dev.keelson.social.posts;

import static dev.keelson.shared.Timestamps.at;

import dev.keelson.audit.AuditLog;
import dev.keelson.social.schedule.LocalTimes;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Where the rules of a zone have changed since a post was planned, the time on the user's clock stays and the instant moves.
 * Rules change with the Java runtime, so this is looked at once a day.
 */
@Component
class ClockChanges {
    private static final Logger log = LoggerFactory.getLogger(ClockChanges.class);
    private static final int PAGE = 500;

    private final Posts posts;
    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    ClockChanges(Posts posts, JdbcClient jdbc, AuditLog audit, TransactionTemplate transaction, InstantSource clock) {
        this.posts = posts;
        this.jdbc = jdbc;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    private record Planned(UUID id, Instant at, ZoneId zone, LocalDateTime local) {
        /** A time that the clocks leave out is planned for another one that they show: that is no change. */
        boolean isAsMeant() {
            return LocalDateTime.ofInstant(at, zone).equals(local)
                    || LocalTimes.resolve(local, zone).equals(at);
        }
    }

    /** @return how many posts were moved */
    int apply() {
        int moved = 0;
        Planned last = null;
        List<Planned> page;
        do {
            page = page(last);
            moved += (int) page.stream()
                    .filter(planned -> !planned.isAsMeant())
                    .filter(this::move)
                    .count();
            last = page.isEmpty() ? last : page.getLast();
        } while (page.size() == PAGE);
        return moved;
    }

    private boolean move(Planned planned) {
        Instant meant = LocalTimes.resolve(planned.local(), planned.zone());
        return Boolean.TRUE.equals(transaction.execute(_ -> posts.lock(planned.id())
                .filter(post ->
                        post.status() == PostStatus.SCHEDULED && planned.at().equals(post.scheduledAt()))
                .map(post -> {
                    post.movedTo(new PlannedTime(meant, planned.zone(), planned.local()), clock.instant());
                    posts.save(post);
                    audit.record(null, "post.moved", planned.id().toString(), Map.of("at", meant.toString()));
                    log.info("post=moved post={} from={} to={}", planned.id(), planned.at(), meant);
                    return true;
                })
                .orElse(false)));
    }

    private List<Planned> page(@Nullable Planned after) {
        return jdbc.sql("""
                        select id, scheduled_at, scheduled_zone, scheduled_local from posts
                        where status = 'scheduled' and scheduled_at > :now and scheduled_zone is not null
                          and (scheduled_at, id) > (:at, :id)
                        order by scheduled_at, id limit :limit
                        """)
                .param("now", at(clock.instant()))
                .param("at", at(after == null ? clock.instant() : after.at()))
                .param("id", after == null ? new UUID(0, 0) : after.id())
                .param("limit", PAGE)
                .query((row, _) -> new Planned(
                        row.getObject("id", UUID.class),
                        row.getTimestamp("scheduled_at").toInstant(),
                        ZoneId.of(row.getString("scheduled_zone")),
                        Objects.requireNonNull(row.getObject("scheduled_local", LocalDateTime.class))))
                .list();
    }
}
