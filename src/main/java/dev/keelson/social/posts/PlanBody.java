package dev.keelson.social.posts;

import dev.keelson.shared.ProblemException;
import dev.keelson.social.posts.WritePosts.When;
import dev.keelson.social.schedule.LocalTimes;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * When a post is to go out.
 *
 * @param when as in a post, but a time that is still to come. With {@code timeZone} a time on its clock, such as
 *     {@code 2026-12-01T10:00}
 * @param timeZone IANA's name of a zone, such as {@code Europe/Vienna}. A time that its clocks leave out means the first instant
 *     after that, one that they show twice the first of the two
 */
record PlanBody(
        @NotBlank @Size(max = 64) String when,
        @Nullable @Size(max = 64) String timeZone) {

    When toWhen() {
        if (timeZone != null) {
            var zone = LocalTimes.zone(timeZone);
            var local = local();
            return new When.At(new PlannedTime(LocalTimes.resolve(local, zone), zone, local));
        }
        var parsed = new PostBody(null, null, null, when, null).requiredWhen();
        if (parsed instanceof When.Now || parsed instanceof When.Draft) {
            throw ProblemException.notValid(
                    "when", "must be a time that is still to come; '/publish' and '/unschedule' are for the rest");
        }
        return parsed;
    }

    private LocalDateTime local() {
        try {
            var local = LocalDateTime.parse(when);
            PostBody.requireNear(local.getYear());
            return local;
        } catch (DateTimeException e) {
            throw ProblemException.notValid(
                    "when", "must be a time on the clock of 'timeZone' such as 2026-12-01T10:00");
        }
    }
}
