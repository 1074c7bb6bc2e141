package dev.keelson.social.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.social.calendar.CalendarPosts.Entry;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.posts.PostStatus;
import dev.keelson.testing.Seeds;
import java.io.StringReader;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.Component;
import net.fortuna.ical4j.model.PropertyContainer;
import net.fortuna.ical4j.model.component.VEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The feed, read by another library than the one that writes it. */
class FeedDocumentTest {
    private static final int LENGTH = 12_000;

    @Test
    void isAcceptedByAStrictParserWithAllThatCalendarProgramsWant() throws Exception {
        String document = FeedDocument.of(
                List.of(entry(PostStatus.PUBLISHED, "2026-10-25T00:30:00Z", "Now; with, commas\\and\nlines 😀")),
                LENGTH);

        var calendar = parsed(document);
        assertThat(value(calendar, "METHOD")).isEqualTo("PUBLISH");
        assertThat(value(calendar, "X-WR-CALNAME")).isEqualTo("Posts");
        assertThat(unfolded(document))
                .contains("REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n")
                .contains("DTSTART:20261025T003000Z\r\n")
                .doesNotContain("VTIMEZONE");
        var event = events(calendar).getFirst();
        assertThat(value(event, "UID")).isEqualTo("post-" + new UUID(1, 2) + "@keelson");
        assertThat(value(event, "SEQUENCE")).isEqualTo("7");
        assertThat(value(event, "STATUS")).isEqualTo("CONFIRMED");
        assertThat(value(event, "SUMMARY")).isEqualTo("LinkedIn, X: Now; with, commas\\and");
        assertThat(value(event, "DESCRIPTION")).isEqualTo("Now; with, commas\\and\nlines 😀");
        assertThat(value(event, "URL")).isEqualTo("https://x.com/acme/status/1");
        assertThat(value(event, "DTSTAMP")).isEqualTo("20261102T100000Z");
        assertThat(value(event, "LAST-MODIFIED")).isEqualTo("20261102T100000Z");
    }

    @Test
    void hourThatComesTwiceIsTwoTimes() throws Exception {
        var calendar = parsed(FeedDocument.of(
                List.of(
                        entry(PostStatus.SCHEDULED, "2026-10-25T00:30:00Z", "First"),
                        entry(PostStatus.SCHEDULED, "2026-10-25T01:30:00Z", "Second")),
                LENGTH));

        assertThat(events(calendar))
                .extracting(event -> event.getRequiredProperty("DTSTART").getValue())
                .containsExactly("20261025T003000Z", "20261025T013000Z");
    }

    @Test
    void statusSaysHowSureItIs() throws Exception {
        var statuses = List.of(
                PostStatus.SCHEDULED, PostStatus.HELD, PostStatus.PUBLISHING, PostStatus.FAILED, PostStatus.DELETED);

        var calendar = parsed(FeedDocument.of(
                statuses.stream()
                        .map(status -> entry(status, "2026-12-01T10:00:00Z", "Text"))
                        .toList(),
                LENGTH));

        assertThat(events(calendar))
                .extracting(event -> event.getRequiredProperty("STATUS").getValue())
                .containsExactly("TENTATIVE", "TENTATIVE", "CONFIRMED", "CONFIRMED", "CANCELLED");
        assertThat(events(calendar))
                .extracting(event -> event.getRequiredProperty("SUMMARY").getValue())
                .containsExactly(
                        "LinkedIn, X: Text",
                        "[HELD] LinkedIn, X: Text",
                        "LinkedIn, X: Text",
                        "[FAILED] LinkedIn, X: Text",
                        "[DELETED] LinkedIn, X: Text");
    }

    @Test
    void samePostsMakeTheSameDocument() {
        var entries = List.of(entry(PostStatus.SCHEDULED, "2026-12-01T10:00:00Z", "Text"));

        assertThat(FeedDocument.of(entries, LENGTH)).isEqualTo(FeedDocument.of(entries, LENGTH));
    }

    @Test
    void emptyCalendarIsOne() throws Exception {
        assertThat(events(new CalendarBuilder().build(new StringReader(FeedDocument.of(List.of(), LENGTH)))))
                .isEmpty();
    }

    static LongStream seeds() {
        return LongStream.concat(Seeds.fixed(20), Seeds.fresh(20));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyTextComesThroughUnchangedInShortLines(long seed) throws Exception {
        var random = new Random(seed);
        String text = text(random);

        String document = FeedDocument.of(List.of(entry(PostStatus.SCHEDULED, "2026-12-01T10:00:00Z", text)), LENGTH);

        assertThat(value(events(parsed(document)).getFirst(), "DESCRIPTION")).isEqualTo(text);
        assertThat(Arrays.stream(document.split("\r\n", -1))
                        .mapToInt(line -> line.getBytes(UTF_8).length)
                        .max()
                        .orElseThrow())
                .isLessThanOrEqualTo(75);
    }

    @Test
    void longTextIsCutBetweenCharactersAndSaysSo() throws Exception {
        var calendar = parsed(
                FeedDocument.of(List.of(entry(PostStatus.SCHEDULED, "2026-12-01T10:00:00Z", "😀".repeat(11))), 10));

        assertThat(value(events(calendar).getFirst(), "DESCRIPTION")).isEqualTo("😀".repeat(10) + "…");
    }

    @Test
    void backslashAtTheEndOfALineIsWrittenAsTheRfcSays() {
        String document =
                FeedDocument.of(List.of(entry(PostStatus.SCHEDULED, "2026-12-01T10:00:00Z", "One\\\nTwo\\")), LENGTH);

        assertThat(unfolded(document)).contains("DESCRIPTION:One\\\\\\nTwo\\\\\r\n");
    }

    private static String unfolded(String document) {
        return document.replace("\r\n ", "");
    }

    private static String text(Random random) {
        // ical4j misreads a backslash before the end of a line, see below.
        String[] pieces = {
            ",", ";", ":", "\\ ", "\n", "\\n", "\"", "a", "word ", "ü", "😀", "👩‍👩‍👧", "BEGIN:VEVENT\n", "^n", "\t"
        };
        var text = new StringBuilder("x");
        while (text.length() < random.nextInt(10_000)) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.append('x').toString();
    }

    private static Entry entry(PostStatus status, String at, String text) {
        return new Entry(
                new UUID(1, 2),
                status,
                null,
                Instant.parse(at),
                List.of(Platform.LINKEDIN, Platform.X),
                text,
                status == PostStatus.PUBLISHED ? "https://x.com/acme/status/1" : null,
                7,
                Instant.parse("2026-11-01T10:00:00Z"),
                Instant.parse("2026-11-02T10:00:00Z"));
    }

    private static Calendar parsed(String document) throws Exception {
        var calendar = new CalendarBuilder().build(new StringReader(document));
        assertThat(calendar.validate(true).getEntries()).isEmpty();
        return calendar;
    }

    private static List<VEvent> events(Calendar calendar) {
        return calendar.getComponents(Component.VEVENT);
    }

    private static String value(PropertyContainer of, String property) {
        return of.getRequiredProperty(property).getValue();
    }
}
