package dev.keelson.social.schedule;

import dev.keelson.shared.ProblemType;
import org.springframework.http.HttpStatus;

/** Why a post cannot be planned for a time. */
public enum ScheduleProblem implements ProblemType {
    SCHEDULE_CHANGED(
            HttpStatus.PRECONDITION_FAILED,
            "The schedule was changed meanwhile",
            "Fetch the schedule, repeat the change on what is there now and send its new ETag as 'If-Match'."),
    SCHEDULE_BLACKOUT(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "Nothing is to go out at this time",
            "Choose 'nextPossible' or a later time, or change the blackout windows by PUT /api/v1/social/schedule."),
    SCHEDULE_DAY_FULL(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "The day has as many posts as your schedule allows",
            "Choose 'nextPossible' or another day, or change 'mostADay' by PUT /api/v1/social/schedule."),
    SCHEDULE_TOO_CLOSE(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "Another post goes out too close to this time",
            "Choose 'nextPossible' or another time, or change 'leastGapMinutes' by PUT /api/v1/social/schedule."),
    SCHEDULE_WITHOUT_SLOTS(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "Your schedule has no slots for such a post",
            "Add weekly slots for its networks by PUT /api/v1/social/schedule, or name a time."),
    SCHEDULE_FULL(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "None of the coming slots is free",
            "Add slots by PUT /api/v1/social/schedule, move a planned post, or name a time.");

    private final Facts facts;

    ScheduleProblem(HttpStatus status, String title, String action) {
        facts = new Facts(status, title, action);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
