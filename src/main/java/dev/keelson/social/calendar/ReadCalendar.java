package dev.keelson.social.calendar;

import dev.keelson.shared.ProblemException;
import dev.keelson.shared.UserId;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.schedule.LocalTimes;
import dev.keelson.social.schedule.Planner;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Shows a user the days that they ask for. */
@Component
class ReadCalendar {
    private static final int TEXT_LENGTH = 140;

    private final CalendarPosts posts;
    private final Planner planner;
    private final CalendarSettings settings;
    private final InstantSource clock;

    ReadCalendar(CalendarPosts posts, Planner planner, CalendarSettings settings, InstantSource clock) {
        this.posts = posts;
        this.planner = planner;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What is asked for; what is left out is this month, in the user's zone, all networks.
     *
     * @param to the last day
     */
    record Question(
            @Nullable LocalDate from,
            @Nullable LocalDate to,
            @Nullable String timeZone,
            @Nullable List<String> platforms) {}

    CalendarResponse of(UserId user, Question question) {
        var habits = planner.habitsOf(user, question.timeZone());
        var zone = habits.zone();
        var today = LocalDate.ofInstant(clock.instant(), zone);
        var from = question.from() != null
                ? question.from()
                : (question.to() != null ? question.to() : today).withDayOfMonth(1);
        var to = question.to() != null ? question.to() : from.with(TemporalAdjusters.lastDayOfMonth());
        check(from, to);
        var found = posts.between(
                user,
                from.atStartOfDay(zone).toInstant(),
                to.plusDays(1).atStartOfDay(zone).toInstant(),
                platforms(question.platforms()),
                TEXT_LENGTH,
                settings.maxPosts() + 1);
        if (found.size() > settings.maxPosts()) {
            throw CalendarProblem.CALENDAR_TOO_FULL.because(
                    "There are more than %d posts in these days.".formatted(settings.maxPosts()));
        }
        return CalendarResponse.of(found, from, to, zone, leastGap(habits));
    }

    private Duration leastGap(Planner.Habits habits) {
        return habits.leastGap().isZero() ? settings.leastGap() : habits.leastGap();
    }

    private void check(LocalDate from, LocalDate to) {
        LocalTimes.requireNear("from", from);
        LocalTimes.requireNear("to", to);
        if (to.isBefore(from)) {
            throw ProblemException.notValid("to", "must not be before 'from'");
        }
        if (ChronoUnit.DAYS.between(from, to) >= settings.maxDays()) {
            throw ProblemException.notValid(
                    "to", "must be at most %d days after 'from'".formatted(settings.maxDays() - 1));
        }
    }

    private static Set<Platform> platforms(@Nullable List<String> names) {
        var platforms = EnumSet.noneOf(Platform.class);
        for (var name : names == null ? List.<String>of() : names) {
            platforms.add(Platform.named("platforms", name));
        }
        return platforms;
    }
}
