package dev.keelson.social.posts;

import dev.keelson.social.schedule.ScheduleSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Looks for posts whose time has come, and for those whose users should know that they are late. */
@Component
class DueWatch implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(DueWatch.class);
    private static final int BATCH = 50;
    /** For so long a post that cannot be ordered leaves its turn to those that can. */
    private static final Duration FAILED_FOR = Duration.ofSeconds(30);

    private final DuePosts due;
    private final DueTargets targets;
    private final PublishScheduledPost publish;
    private final ScheduleSettings settings;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;
    private final InstantSource clock;
    private final Loop loop;
    private final Map<UUID, Instant> failed = new ConcurrentHashMap<>();

    DueWatch(
            DuePosts due,
            DueTargets targets,
            PublishScheduledPost publish,
            ScheduleSettings settings,
            ApplicationEventPublisher events,
            TransactionTemplate transaction,
            InstantSource clock) {
        this.due = due;
        this.targets = targets;
        this.publish = publish;
        this.settings = settings;
        this.events = events;
        this.transaction = transaction;
        this.clock = clock;
        this.loop = new Loop("publish-due", settings.lookEvery(), this::orderAll);
    }

    /** Orders what is due, the nodes side by side. */
    void orderAll() {
        for (var ids = next(); !ids.isEmpty() && order(ids) > 0; ids = next()) {
            // Until nothing is left, or others work on all that is.
        }
    }

    private List<UUID> next() {
        Instant now = clock.instant();
        failed.values().removeIf(until -> until.isBefore(now));
        return due.next(now, BATCH, failed.keySet());
    }

    private int order(List<UUID> ids) {
        try {
            return publish.run(ids);
        } catch (RuntimeException e) {
            // One of them must not keep the others.
            log.warn(
                    "posts=not_ordered count={} cause={}",
                    ids.size(),
                    e.getClass().getSimpleName());
            return ids.stream().mapToInt(this::orderOne).sum();
        }
    }

    private int orderOne(UUID id) {
        try {
            return publish.run(List.of(id));
        } catch (TransientDataAccessException | DataAccessResourceFailureException | TransactionException e) {
            // The database's fault and not the post's: the next look begins with it.
            log.warn("post=not_ordered post={} cause={}", id, e.getClass().getSimpleName());
            return 0;
        } catch (RuntimeException e) {
            log.error("post=not_ordered post={} cause={}", id, e.getClass().getSimpleName(), e);
            failed.put(id, clock.instant().plus(FAILED_FOR));
            return 0;
        }
    }

    void tellWhoIsLate() {
        while (tellSome() == BATCH) {
            // Until all are told.
        }
    }

    private int tellSome() {
        var now = clock.instant();
        Integer told = transaction.execute(_ -> {
            var late = due.late(now.minus(settings.lateAfter()), now, BATCH);
            late.forEach(events::publishEvent);
            return late.size();
        });
        return told == null ? 0 : told;
    }

    void recover() {
        int recovered = targets.recover();
        if (recovered > 0) {
            log.warn("targets=recovered count={}", recovered);
        }
    }

    @Override
    public void start() {
        loop.start();
    }

    @Override
    public void stop() {
        loop.stop();
    }

    @Override
    public boolean isRunning() {
        return loop.isRunning();
    }
}
