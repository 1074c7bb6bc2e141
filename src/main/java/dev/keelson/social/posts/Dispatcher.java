package dev.keelson.social.posts;

import dev.keelson.clients.ayrshare.AyrshareApiClient;
import dev.keelson.clients.ayrshare.ProfileKey;
import dev.keelson.shared.DatabaseLane;
import dev.keelson.shared.IdGenerator;
import dev.keelson.social.accounts.Profile;
import dev.keelson.social.accounts.Profiles;
import dev.keelson.social.posts.DueTargets.Step;
import dev.keelson.social.schedule.ScheduleSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Has due targets sent, in turns: one of each user, and then again from the first. Of no user more than a few are under way at
 * a time, and of one whose profile has no call left at Ayrshare none; so nobody's two thousand posts keep another's one.
 * Nothing waits here: what has no turn stays in the table.
 */
@Component
class Dispatcher implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
    private static final UUID BEFORE_THE_FIRST = new UUID(0, 0);
    /** Steps that end within it are followed up together. */
    private static final Duration MOMENT = Duration.ofMillis(15);
    /** For so long a user who ran out of calls gets one at a time: each comes back by itself. */
    private static final Duration SLOWLY = Duration.ofSeconds(10);

    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

    private final DueTargets targets;
    private final PublishTarget publish;
    private final Profiles profiles;
    private final AyrshareApiClient ayrshare;
    private final ScheduleSettings settings;
    private final InstantSource clock;

    private final UUID process;
    private final Loop steps;
    private final Loop heartbeat;
    private final Map<UUID, Step> underWay = new ConcurrentHashMap<>();
    /** When the next call is theirs, of users who ran out of calls. */
    private final Map<UUID, Instant> turns = new ConcurrentHashMap<>();

    private UUID after = BEFORE_THE_FIRST;

    Dispatcher(
            DueTargets targets,
            PublishTarget publish,
            Profiles profiles,
            AyrshareApiClient ayrshare,
            ScheduleSettings settings,
            IdGenerator ids,
            InstantSource clock) {
        this.targets = targets;
        this.publish = publish;
        this.profiles = profiles;
        this.ayrshare = ayrshare;
        this.settings = settings;
        this.clock = clock;
        this.process = ids.next();
        this.steps = new Loop("publish-steps", settings.lookEvery(), this::dispatch);
        this.heartbeat = new Loop("publish-heartbeat", settings.claimedFor().dividedBy(4), this::keepWhatIsUnderWay);
    }

    /** Something is due that was not. */
    void wake() {
        steps.wake();
    }

    private void dispatch() {
        while (steps.isRunning()) {
            int room = settings.inFlight() - underWay.size();
            if (room <= 0) {
                return;
            }
            boolean fromTheFirst = after.equals(BEFORE_THE_FIRST);
            var claimed = targets.claim(process, after, busy(), room, settings.claimedFor());
            claimed.forEach(this::start);
            after = claimed.size() < room ? BEFORE_THE_FIRST : last(claimed);
            if (claimed.isEmpty() && fromTheFirst) {
                return;
            }
        }
    }

    /** In the database's order, which is not Java's. */
    private static UUID last(List<Step> claimed) {
        return claimed.stream()
                .map(step -> step.user().value())
                .max(Comparator.comparing(UUID::toString))
                .orElseThrow();
    }

    private Set<UUID> busy() {
        Instant now = clock.instant();
        turns.values().removeIf(turn -> turn.plus(SLOWLY).isBefore(now));
        var busy = new HashSet<UUID>();
        turns.forEach((user, turn) -> {
            if (turn.isAfter(now)) {
                busy.add(user);
            }
        });
        underWay.values().stream()
                .map(step -> step.user().value())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                .forEach((user, count) -> {
                    if (count >= (turns.containsKey(user) ? 1 : settings.inFlightPerUser())) {
                        busy.add(user);
                    }
                });
        return busy;
    }

    private void start(Step step) {
        underWay.put(step.target(), step);
        Thread.ofVirtual()
                .name("publish-" + step.target())
                .start(() -> DatabaseLane.BACKGROUND.run(() -> carryOut(step)));
    }

    private void carryOut(Step step) {
        try {
            var profile = profiles.active(step.user()).map(Profile::activeKey);
            if (profile.isPresent() && !hasTurn(step, profile.get())) {
                targets.release(process, step);
                return;
            }
            var next = publish.run(step.target(), step.round());
            targets.done(process, step, next.orElse(null));
            // Known now, so that the user's next is not even claimed.
            profile.ifPresent(key -> hasTurn(step, key));
        } catch (RuntimeException e) {
            log.warn(
                    "step=failed target={} cause={}",
                    step.target(),
                    e.getClass().getSimpleName(),
                    e);
            again(step);
        } finally {
            // Not the step of a newer order, which may have begun meanwhile.
            underWay.remove(step.target(), step);
            pauseAMoment();
            steps.wake();
        }
    }

    private boolean hasTurn(Step step, ProfileKey profile) {
        Duration wait = ayrshare.untilTurn(profile.value());
        if (wait.isZero()) {
            return true;
        }
        turns.put(step.user().value(), clock.instant().plus(wait));
        return false;
    }

    private void again(Step step) {
        try {
            targets.failed(process, step);
        } catch (DataAccessException | TransactionException e) {
            // The claim ends by itself.
            log.warn(
                    "step=not_put_back target={} cause={}",
                    step.target(),
                    e.getClass().getSimpleName());
        }
    }

    private void keepWhatIsUnderWay() {
        if (!underWay.isEmpty()) {
            targets.keep(process, Set.copyOf(underWay.keySet()), settings.claimedFor());
        }
    }

    private static void pauseAMoment() {
        try {
            Thread.sleep(MOMENT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start() {
        steps.start();
        heartbeat.start();
    }

    /** What is under way is not cut off: it would have to be looked for. */
    @Override
    public void stop() {
        steps.stop();
        long end = System.nanoTime() + STOP_WITHIN.toNanos();
        while (!underWay.isEmpty() && end - System.nanoTime() > 0) {
            pauseAMoment();
        }
        heartbeat.stop();
    }

    @Override
    public boolean isRunning() {
        return steps.isRunning();
    }
}
