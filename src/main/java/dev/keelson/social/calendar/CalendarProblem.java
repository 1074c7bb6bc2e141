package dev.keelson.social.calendar;

import dev.keelson.shared.ProblemType;
import org.springframework.http.HttpStatus;

/** Problems of the calendar and its feed. */
enum CalendarProblem implements ProblemType {
    CALENDAR_TOO_FULL(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "More posts than one answer shows",
            "Ask for a shorter range with 'from' and 'to', or for fewer 'platforms'."),
    CALENDAR_FEED_NOT_FOUND(
            HttpStatus.NOT_FOUND,
            "No such calendar feed",
            "Make a new address by PUT /api/v1/social/calendar/feed and subscribe to that one.");

    private final Facts facts;

    CalendarProblem(HttpStatus status, String title, String action) {
        facts = new Facts(status, title, action);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}
