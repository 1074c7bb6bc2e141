package dev.keelson.social.schedule;

import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.UserId;
import dev.keelson.social.networks.Platform;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Finds times for posts, and says where one does not fit a user's schedule. Who plans holds the user's lock until the end of
 * the transaction that stores the time, so that two requests never get the same.
 */
@Component
public class Planner {
    /** Two posts are never in the same slot, whatever gap the user wants. */
    private static final Duration SAME_SLOT = Duration.ofMinutes(1);

    /** Steps to the next possible time: each leaves a post, a blackout or a day behind. */
    private static final int MOST_STEPS = 2_000;

    private final ScheduleStore schedules;
    private final PlannedPosts posts;
    private final ScheduleSettings settings;
    private final InstantSource clock;

    Planner(ScheduleStore schedules, PlannedPosts posts, ScheduleSettings settings, InstantSource clock) {
        this.schedules = schedules;
        this.posts = posts;
        this.settings = settings;
        this.clock = clock;
    }

    /** The zone in which the user plans: that of their schedule, or else of their preferences. */
    public ZoneId zoneOf(UserId user) {
        return schedules.of(user).schedule().zone();
    }

    /**
     * The zone that a request names in {@code timeZone}, or else the one in which the user plans.
     *
     * @throws ProblemException where it names none
     */
    public ZoneId zoneOf(UserId user, @Nullable String named) {
        return named == null ? zoneOf(user) : LocalTimes.zone(named);
    }

    /**
     * How a user plans.
     *
     * @param leastGap wanted between two posts; zero for any
     */
    public record Habits(ZoneId zone, Duration leastGap) {}

    /**
     * @param named the zone that counts instead of the user's; see {@link #zoneOf(UserId, String)}
     * @throws ProblemException where it is none
     */
    public Habits habitsOf(UserId user, @Nullable String named) {
        var schedule = schedules.of(user).schedule();
        return new Habits(named == null ? schedule.zone() : LocalTimes.zone(named), schedule.leastGap());
    }

    /**
     * Until the transaction ends nobody else plans a post of this user. To be taken before a place of the month is: whoever looks for a
     * free slot takes them in this order too.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void lock(UserId user) {
        posts.lock(user);
    }

    /**
     * The earliest free slot that lies far enough ahead.
     *
     * @param post the one that is planned; what it has now is free for it
     * @throws ProblemException where there is none
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Slot nextFree(UserId user, UUID post, Collection<Platform> platforms) {
        posts.lock(user);
        var schedule = schedules.of(user).schedule();
        if (schedule.slots().stream().noneMatch(slot -> slot.takes(platforms))) {
            throw ScheduleProblem.SCHEDULE_WITHOUT_SLOTS.because(
                    schedule.slots().isEmpty()
                            ? "Your schedule has no weekly slots."
                            : "None of your weekly slots is for all networks of this post.");
        }
        Instant from = earliest();
        var free = free(schedule, taken(user, post, from), platforms, from, horizon(), 1);
        if (free.isEmpty()) {
            throw ScheduleProblem.SCHEDULE_FULL.because(
                    "No slot of the next %d days is free.".formatted(settings.horizonDays()));
        }
        return free.getFirst();
    }

    /**
     * Free slots as they are now; each by itself, as if none of the others were taken.
     *
     * @param platforms for a post on these; empty for slots for any post
     */
    @Transactional(readOnly = true)
    public List<Slot> freeSlots(UserId user, Collection<Platform> platforms, Instant from, Instant until, int limit) {
        Instant start = from.isBefore(earliest()) ? earliest() : from;
        return free(schedules.of(user).schedule(), taken(user, null, start), platforms, start, until, limit);
    }

    /**
     * Sees that a time that the user chose fits their schedule.
     *
     * @throws ProblemException where it does not; names the next time that does, where there is one
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void check(UserId user, UUID post, Instant time) {
        posts.lock(user);
        var schedule = schedules.of(user).schedule();
        var taken = taken(user, post, time);
        var obstacle = obstacle(schedule, taken, time);
        if (obstacle.isEmpty()) {
            return;
        }
        var next = nextPossible(schedule, taken, time);
        var problem = Problem.of(
                obstacle.get().problem(),
                obstacle.get().what()
                        + next.map(at -> " The next possible time is %s.".formatted(at))
                                .orElse(""));
        throw new ProblemException(
                next.map(at -> problem.with("nextPossible", at.toString())).orElse(problem));
    }

    /**
     * What keeps a post from going out at a time.
     *
     * @param after no time before it is possible, as far as this is concerned
     */
    private record Obstacle(ScheduleProblem problem, String what, Instant after) {}

    private static Optional<Obstacle> obstacle(Schedule schedule, TakenTimes taken, Instant time) {
        var zone = schedule.zone();
        var local = LocalDateTime.ofInstant(time, zone);
        var blackout = schedule.blackoutEnd(local);
        if (blackout.isPresent()) {
            return Optional.of(new Obstacle(
                    ScheduleProblem.SCHEDULE_BLACKOUT,
                    "%s in %s is in a blackout window.".formatted(local, zone),
                    LocalTimes.resolve(blackout.get(), zone)));
        }
        Integer most = schedule.mostADay();
        Instant tomorrow = LocalTimes.resolve(local.toLocalDate().plusDays(1).atStartOfDay(), zone);
        if (most != null
                && taken.between(LocalTimes.resolve(local.toLocalDate().atStartOfDay(), zone), tomorrow) >= most) {
            return Optional.of(new Obstacle(
                    ScheduleProblem.SCHEDULE_DAY_FULL,
                    "%s in %s has %d posts already.".formatted(local.toLocalDate(), zone, most),
                    tomorrow));
        }
        Duration gap = schedule.leastGap();
        return gap.isPositive() && taken.isNear(time, gap)
                ? Optional.of(new Obstacle(
                        ScheduleProblem.SCHEDULE_TOO_CLOSE,
                        "Another post goes out less than %d minutes away.".formatted(gap.toMinutes()),
                        taken.lastNear(time, gap).plus(gap)))
                : Optional.empty();
    }

    private Optional<Instant> nextPossible(Schedule schedule, TakenTimes taken, Instant time) {
        Instant at = time;
        for (int step = 0;
                step < MOST_STEPS && at.isBefore(time.plus(Duration.ofDays(settings.horizonDays())));
                step++) {
            var obstacle = obstacle(schedule, taken, at);
            if (obstacle.isEmpty()) {
                return Optional.of(at);
            }
            // The end of a blackout may be one that the clocks show twice, and its first showing over.
            Instant after = obstacle.get().after();
            at = after.isAfter(at) ? after : at.plus(SAME_SLOT);
        }
        return Optional.empty();
    }

    private List<Slot> free(
            Schedule schedule,
            TakenTimes taken,
            Collection<Platform> platforms,
            Instant from,
            Instant until,
            int limit) {
        var zone = schedule.zone();
        var found = new ArrayList<Slot>();
        var last = LocalDateTime.ofInstant(until, zone).toLocalDate();
        for (var date = LocalDateTime.ofInstant(from, zone).toLocalDate().minusDays(1);
                !date.isAfter(last);
                date = date.plusDays(1)) {
            for (var weekly : schedule.slotsOn(date)) {
                var local = date.atTime(weekly.time());
                var slot = new Slot(LocalTimes.resolve(local, zone), zone, local);
                if (weekly.takes(platforms) && isIn(slot.at(), from, until) && isFree(schedule, taken, slot.at())) {
                    found.add(slot);
                }
                if (found.size() == limit) {
                    return found;
                }
            }
        }
        return found;
    }

    private static boolean isIn(Instant time, Instant from, Instant until) {
        return !time.isBefore(from) && time.isBefore(until);
    }

    private static boolean isFree(Schedule schedule, TakenTimes taken, Instant time) {
        return !taken.isNear(time, SAME_SLOT) && obstacle(schedule, taken, time).isEmpty();
    }

    /** Beginning with the day before: a day that has begun counts whole, and so does a gap. */
    private TakenTimes taken(UserId user, @Nullable UUID post, Instant from) {
        return new TakenTimes(from.minus(Duration.ofDays(2)), (start, end) -> posts.times(user, post, start, end));
    }

    private Instant earliest() {
        return clock.instant().plus(settings.leadTime());
    }

    private Instant horizon() {
        return clock.instant().plus(Duration.ofDays(settings.horizonDays()));
    }
}
