package dev.keelson.social.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.keelson.shared.ProblemException;
import dev.keelson.social.imports.Import.Mode;
import dev.keelson.social.posts.WritePosts.When;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a row's time means, on the days when the clock is changed too. */
class RowTimeTest {
    private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");

    @ParameterizedTest
    @CsvSource({
        "2026-12-01T10:00:00Z,       2026-12-01T10:00:00Z",
        "2026-12-01T10:00+02:00,     2026-12-01T08:00:00Z",
        "2026-12-01 10:00 -05:00,    2026-12-01T15:00:00Z",
        "2026-12-01T10:00:00.250Z,   2026-12-01T10:00:00.250Z",
        "2026-12-01T10:00,           2026-12-01T09:00:00Z",
        "2026-12-01 9:30,            2026-12-01T08:30:00Z",
        "2026-07-01T10:00:30,        2026-07-01T08:00:30Z",
        // The hour that comes twice: the first is meant.
        "2026-10-25T02:30,           2026-10-25T00:30:00Z",
        "2026-10-25T03:00,           2026-10-25T02:00:00Z"
    })
    void isAnInstantOrATimeOnTheClock(String when, Instant expected) {
        assertThat(instant(new RowTime(when, null, null, null))).isEqualTo(expected);
    }

    @Test
    void columnsForDateTimeAndZoneSayTheSame() {
        var at = (When.At) new RowTime(null, "2026-12-01", "9:30", "America/New_York").read(Mode.SCHEDULE, VIENNA);

        assertThat(at.time().instant()).isEqualTo("2026-12-01T14:30:00Z");
        assertThat(at.time().zone()).isEqualTo(ZoneId.of("America/New_York"));
        assertThat(at.time().local()).isEqualTo(LocalDateTime.parse("2026-12-01T09:30"));
    }

    @ParameterizedTest
    @CsvSource({
        "2027-03-28T02:30,         ,           ,      ,              when,     2027-03-28T03:00",
        ",                         2027-03-28, 02:30, ,              time,     Europe/Vienna does not have",
        "tomorrow,                 ,           ,      ,              when,     must be a time such as",
        "12/01/2026 10:00,         ,           ,      ,              when,     must be a time such as",
        "2026-02-30T10:00,         ,           ,      ,              when,     must be a time such as",
        "+999999999-01-01T00:00Z,  ,           ,      ,              when,     must be a time such as",
        "now,                      ,           ,      ,              when,     never publishes at once",
        "2026-12-01T10:00,         2026-12-01, ,      ,              when,     cannot both",
        ",                         2026-12-01, ,      ,              time,     must be a time of day",
        ",                         ,           10:00, ,              date,     must be a day",
        "2026-12-01T10:00,         ,           ,      CET+1,         timezone, must be an IANA time zone",
        ",                         ,           ,      ,              when,     is missing"
    })
    void whatIsNoTimeIsRefusedWithTheColumn(
            String when, String date, String time, String zone, String column, String reason) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> new RowTime(when, date, time, zone).read(Mode.SCHEDULE, VIENNA))
                .satisfies(e -> assertThat(e.problem().errors()).singleElement().satisfies(error -> {
                    assertThat(error.field()).isEqualTo(column);
                    assertThat(error.message()).contains(reason);
                }));
    }

    @Test
    void nextFreeSlotIsATimeAsInARequest() {
        assertThat(new RowTime("next-free-slot", null, null, null).read(Mode.SCHEDULE, VIENNA))
                .isEqualTo(new When.NextFreeSlot());
    }

    @Test
    void draftsNeedNoTimeButItIsChecked() {
        assertThat(new RowTime(null, null, null, null).read(Mode.DRAFT, VIENNA)).isEqualTo(new When.Draft());
        assertThat(new RowTime("draft", null, null, null).read(Mode.SCHEDULE, VIENNA))
                .isEqualTo(new When.Draft());
        assertThat(new RowTime("next-free-slot", null, null, null).read(Mode.DRAFT, VIENNA))
                .isEqualTo(new When.Draft());
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> new RowTime("soon", null, null, null).read(Mode.DRAFT, VIENNA));
    }

    private static Instant instant(RowTime time) {
        return ((When.At) time.read(Mode.SCHEDULE, VIENNA)).time().instant();
    }
}
