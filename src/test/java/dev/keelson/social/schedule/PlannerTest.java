package dev.keelson.social.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.ProblemType;
import dev.keelson.shared.UserId;
import dev.keelson.social.SocialTest;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.schedule.ScheduleBody.BlackoutBody;
import dev.keelson.social.schedule.ScheduleBody.SlotBody;
import dev.keelson.testing.TestUsers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Which times are free, on Thursday 2037-03-26 and the days after it. The clocks of Berlin are put forward on Sunday. */
@SocialTest
class PlannerTest {
    private static final Instant NOW = Instant.parse("2037-03-26T10:00:00Z");
    private static final List<Platform> X = List.of(Platform.X);

    @Autowired
    private ScheduleStore store;

    @Autowired
    private PlannedPosts posts;

    @Autowired
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    private UserId user = new UserId(UUID.randomUUID());

    @BeforeEach
    void someone() {
        user = users.fresh().id();
    }

    private Planner planner() {
        var settings = new ScheduleSettings(
                Duration.ofMinutes(5),
                30,
                Duration.ofHours(1),
                Duration.ofMinutes(5),
                Duration.ofMillis(250),
                8,
                2,
                Duration.ofSeconds(40));
        return new Planner(store, posts, settings, InstantSource.fixed(NOW));
    }

    private void schedule(
            List<SlotBody> slots, List<BlackoutBody> blackouts, @Nullable Integer mostADay, int leastGapMinutes) {
        store.replace(user, new ScheduleBody("Europe/Berlin", slots, blackouts, mostADay, leastGapMinutes), null);
    }

    private static SlotBody slot(String day, String time, String... platforms) {
        return new SlotBody(day, time, List.of(platforms));
    }

    private static BlackoutBody weekly(String day, String from, String to) {
        return new BlackoutBody(day, from, to, null, null);
    }

    private static BlackoutBody days(String from, String to) {
        return new BlackoutBody(null, null, null, from, to);
    }

    private UUID planned(String at) {
        return post("scheduled", at, null);
    }

    private UUID post(String status, @Nullable String scheduledAt, @Nullable String publishedAt) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                        insert into posts (id, user_id, content, media_urls, status, hold_reason, scheduled_at, published_at,
                          created_at, updated_at, version)
                        values (:id, :user, '', '{}', :status, case when :status = 'held' then 'missed' end,
                          cast(:scheduledAt as timestamptz), cast(:publishedAt as timestamptz), now(), '2037-03-26T09:58Z', 0)
                        """)
                .param("id", id)
                .param("user", user.value())
                .param("status", status)
                .param("scheduledAt", scheduledAt)
                .param("publishedAt", publishedAt)
                .update();
        return id;
    }

    private Slot next(List<Platform> platforms) {
        return Objects.requireNonNull(transaction.execute(_ -> planner().nextFree(user, UUID.randomUUID(), platforms)));
    }

    private void check(String at) {
        transaction.executeWithoutResult(_ -> planner().check(user, UUID.randomUUID(), Instant.parse(at)));
    }

    private Problem refused(String at) {
        return catchThrowableOfType(ProblemException.class, () -> check(at)).problem();
    }

    private static void assertProblem(Problem problem, ProblemType type, @Nullable String nextPossible) {
        assertThat(problem.type()).isEqualTo(type);
        assertThat(problem.members().get("nextPossible")).isEqualTo(nextPossible);
    }

    @Test
    void nextSlotIsTheFirstThatIsFarEnoughAhead() {
        schedule(
                List.of(slot("thursday", "11:04"), slot("thursday", "11:05"), slot("friday", "09:00")),
                List.of(),
                null,
                0);

        var slot = next(X);

        // 11:05 in Berlin is five minutes ahead.
        assertThat(slot.at()).isEqualTo("2037-03-26T10:05:00Z");
        assertThat(slot.local()).isEqualTo("2037-03-26T11:05");
        assertThat(slot.zone().getId()).isEqualTo("Europe/Berlin");
    }

    @Test
    void takenSlotIsLeftOutAndComesAgainNextWeek() {
        schedule(List.of(slot("friday", "09:00")), List.of(), null, 0);
        planned("2037-03-27T08:00:00Z");

        // After Sunday, nine o'clock in Berlin is another hour.
        assertThat(next(X).at()).isEqualTo("2037-04-03T07:00:00Z");
    }

    @Test
    void postThatIsPlannedAnewKeepsItsSlot() {
        schedule(List.of(slot("friday", "09:00")), List.of(), null, 0);
        var id = planned("2037-03-27T08:00:00Z");

        assertThat(Objects.requireNonNull(transaction.execute(_ -> planner().nextFree(user, id, X)))
                        .at())
                .isEqualTo("2037-03-27T08:00:00Z");
    }

    @Test
    void slotThatTheClocksLeaveOutIsTheInstantAfterAndOnlyOnePost() {
        schedule(List.of(slot("sunday", "02:30"), slot("sunday", "03:00")), List.of(), null, 0);

        var slot = next(X);
        planned(slot.at().toString());

        assertThat(slot.at()).isEqualTo("2037-03-29T01:00:00Z");
        assertThat(slot.local()).isEqualTo("2037-03-29T02:30");
        assertThat(next(X).at()).isEqualTo("2037-04-05T00:30:00Z");
    }

    @Test
    void slotForSomeNetworksTakesPostsForThoseAlone() {
        schedule(List.of(slot("friday", "09:00", "x", "bluesky"), slot("friday", "10:00")), List.of(), null, 0);

        assertThat(next(X).at()).isEqualTo("2037-03-27T08:00:00Z");
        assertThat(next(List.of(Platform.X, Platform.LINKEDIN)).at()).isEqualTo("2037-03-27T09:00:00Z");
    }

    @Test
    void nextSlotKeepsBlackoutsGapAndTheMostADay() {
        schedule(
                List.of(
                        slot("friday", "09:00"),
                        slot("friday", "12:00"),
                        slot("saturday", "09:00"),
                        slot("monday", "09:00"),
                        slot("tuesday", "09:00")),
                List.of(weekly("saturday", "00:00", "00:00"), days("2037-03-30", "2037-03-30")),
                1,
                120);
        planned("2037-03-27T09:30:00Z");

        // On Friday one is enough, Saturday and that Monday are blacked out.
        assertThat(next(X).at()).isEqualTo("2037-03-31T07:00:00Z");
        planned("2037-03-31T05:30:00Z");
        assertThat(next(X).at()).isEqualTo("2037-04-03T07:00:00Z");
    }

    @Test
    void whereNoSlotIsThatIsSaid() {
        assertThatThrownBy(() -> next(X)).hasMessageContaining("SCHEDULE_WITHOUT_SLOTS");
        schedule(List.of(slot("friday", "09:00", "bluesky")), List.of(), null, 0);
        assertThatThrownBy(() -> next(X)).hasMessageContaining("SCHEDULE_WITHOUT_SLOTS");
        schedule(List.of(slot("friday", "09:00")), List.of(days("2037-01-01", "2038-01-01")), null, 0);
        assertThatThrownBy(() -> next(X)).hasMessageContaining("SCHEDULE_FULL");
    }

    @Test
    void anyTimeIsGoodWhereNothingIsSet() {
        planned("2037-03-27T08:00:00Z");

        check("2037-03-27T08:00:00Z");
    }

    @Test
    void timeInABlackoutIsRefusedWithItsEnd() {
        schedule(List.of(), List.of(weekly("friday", "22:00", "06:00"), weekly("saturday", "05:00", "08:00")), null, 0);

        assertProblem(refused("2037-03-27T21:30:00Z"), ScheduleProblem.SCHEDULE_BLACKOUT, "2037-03-28T07:00:00Z");
        assertProblem(refused("2037-03-28T04:59:59Z"), ScheduleProblem.SCHEDULE_BLACKOUT, "2037-03-28T07:00:00Z");
        check("2037-03-27T20:59:59Z");
        check("2037-03-28T07:00:00Z");
    }

    @Test
    void blackoutThatEndsWhileTheClocksAreSetBackEndsAllTheSame() {
        schedule(List.of(), List.of(weekly("sunday", "01:00", "02:30")), null, 0);

        // 02:15 the second time: 02:30 is shown again a quarter of an hour later.
        assertProblem(refused("2037-10-25T01:15:00Z"), ScheduleProblem.SCHEDULE_BLACKOUT, "2037-10-25T01:30:00Z");
    }

    @Test
    void fullDayIsRefusedWithTheNext() {
        schedule(List.of(), List.of(), 2, 0);
        planned("2037-03-26T23:00:00Z");
        post("published", null, "2037-03-27T06:00:00Z");
        post("failed", "2037-03-27T07:00:00Z", null);
        post("held", "2037-03-27T07:00:00Z", null);

        assertProblem(refused("2037-03-27T15:00:00Z"), ScheduleProblem.SCHEDULE_DAY_FULL, "2037-03-27T23:00:00Z");
        check("2037-03-26T22:59:59Z");
    }

    @Test
    void timeTooCloseIsRefusedWithTheNextThatIsNot() {
        schedule(List.of(), List.of(weekly("friday", "12:00", "13:00")), null, 60);
        planned("2037-03-27T09:00:00Z");
        planned("2037-03-27T09:40:00Z");

        // 10:40 at the earliest, then Berlin's noon is an hour of silence: 12:00 there is 11:00Z.
        assertProblem(refused("2037-03-27T08:30:00Z"), ScheduleProblem.SCHEDULE_TOO_CLOSE, "2037-03-27T10:40:00Z");
        planned("2037-03-27T10:30:00Z");
        assertProblem(refused("2037-03-27T08:30:00Z"), ScheduleProblem.SCHEDULE_TOO_CLOSE, "2037-03-27T12:00:00Z");
        check("2037-03-27T08:00:00Z");
    }

    @Test
    void whatIsJustGoingOutCountsToo() {
        schedule(List.of(), List.of(), null, 60);
        post("publishing", null, null);

        assertProblem(refused("2037-03-26T10:30:00Z"), ScheduleProblem.SCHEDULE_TOO_CLOSE, "2037-03-26T10:58:00Z");
    }

    @Test
    void freeSlotsAreThoseOfTheTimeAskedFor() {
        schedule(List.of(slot("friday", "09:00"), slot("saturday", "09:00", "bluesky")), List.of(), null, 0);
        planned("2037-04-03T07:00:00Z");

        var slots = planner().freeSlots(user, List.of(), NOW, Instant.parse("2037-04-17T06:00:00Z"), 3);

        assertThat(slots)
                .extracting(slot -> slot.at().toString())
                .containsExactly("2037-03-27T08:00:00Z", "2037-03-28T08:00:00Z", "2037-04-04T07:00:00Z");
    }
}
