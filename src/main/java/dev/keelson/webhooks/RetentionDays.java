package dev.keelson.webhooks;

import dev.keelson.shared.Timestamps;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What retention has done with each day: the table {@code webhook_retention}. */
@Component
class RetentionDays {
    /** An event's place in its day. */
    record Position(Instant receivedAt, long seq) {}

    /**
     * @param bytes how much of the file is durable
     * @param events how many events that is
     * @param last the last of them, nothing before the first
     */
    record Progress(long bytes, long events, @Nullable Position last, boolean archived) {
        static final Progress NONE = new Progress(0, 0, null, false);
    }

    private final JdbcClient jdbc;

    RetentionDays(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Progress progress(LocalDate day) {
        return jdbc.sql("select * from webhook_retention where day = :day")
                .param("day", day)
                .query((row, _) -> {
                    var receivedAt = Timestamps.instant(row, "last_received_at");
                    return new Progress(
                            row.getLong("bytes"),
                            row.getLong("events"),
                            receivedAt == null ? null : new Position(receivedAt, row.getLong("last_seq")),
                            Timestamps.instant(row, "archived_at") != null);
                })
                .optional()
                .orElse(Progress.NONE);
    }

    /** How many events the finished archive of the day holds. */
    Optional<Long> archivedEvents(LocalDate day) {
        var progress = progress(day);
        return progress.archived() ? Optional.of(progress.events()) : Optional.empty();
    }

    /**
     * Records that the file is durable so far.
     *
     * @throws IllegalStateException where it is not as far as {@code before}: another run is writing
     */
    void advance(LocalDate day, Progress before, Progress after) {
        jdbc.sql("insert into webhook_retention (day) values (:day) on conflict do nothing")
                .param("day", day)
                .update();
        var last = after.last();
        int changed = jdbc.sql("""
                        update webhook_retention
                        set bytes = :bytes, events = :events, last_received_at = :receivedAt, last_seq = :seq
                        where day = :day and bytes = :before and archived_at is null
                        """)
                .param("bytes", after.bytes())
                .param("events", after.events())
                .param("receivedAt", Timestamps.at(last == null ? null : last.receivedAt()))
                .param("seq", last == null ? null : last.seq())
                .param("day", day)
                .param("before", before.bytes())
                .update();
        if (changed != 1) {
            throw new IllegalStateException("the archive of %s is being written by another run".formatted(day));
        }
    }

    void archived(LocalDate day, String file, String sha256, Instant now) {
        jdbc.sql("""
                        update webhook_retention set file = :file, sha256 = :sha256, archived_at = :now
                        where day = :day and archived_at is null
                        """)
                .param("file", file)
                .param("sha256", sha256)
                .param("now", Timestamps.at(now))
                .param("day", day)
                .update();
    }

    void dropped(LocalDate day, Instant now) {
        jdbc.sql("""
                        insert into webhook_retention as r (day, dropped_at) values (:day, :now)
                        on conflict (day) do update set dropped_at = coalesce(r.dropped_at, excluded.dropped_at)
                        """).param("day", day).param("now", Timestamps.at(now)).update();
    }
}
