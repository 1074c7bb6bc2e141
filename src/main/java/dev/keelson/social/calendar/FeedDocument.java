package dev.keelson.social.calendar;

import biweekly.ICalVersion;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.io.text.ICalWriter;
import biweekly.property.Organizer;
import biweekly.property.Status;
import biweekly.util.Duration;
import dev.keelson.social.calendar.CalendarPosts.Entry;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.posts.PostStatus;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A calendar as <a href="https://www.rfc-editor.org/rfc/rfc5545">RFC 5545</a> writes it, with the refresh interval of
 * <a href="https://www.rfc-editor.org/rfc/rfc7986">RFC 7986</a>. The same posts make the same document, byte for byte.
 */
final class FeedDocument {
    private static final String NAME = "Posts";
    private static final int SUMMARY_LENGTH = 80;
    /** A line has at most 75 octets; the library counts characters, of which each has at most three. */
    private static final int LINE_LENGTH = 25;

    /** Long enough to be seen between other events; it blocks no time. */
    private static final Duration LENGTH = Duration.builder().minutes(15).build();

    private static final Duration REFRESH = Duration.builder().hours(1).build();
    /** What a text of RFC 5545 cannot hold. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]");

    private FeedDocument() {}

    /** @param textLength what is longer was cut by whoever has read it, one character behind this */
    static String of(List<Entry> entries, int textLength) {
        var calendar = new ICalendar();
        calendar.setVersion(ICalVersion.V2_0);
        calendar.setProductId("-//Keelson//Calendar//EN");
        calendar.setMethod("PUBLISH");
        calendar.setName(NAME);
        // RFC 7986 knows no default; the library leaves it out.
        calendar.setRefreshInterval(REFRESH).setParameter("VALUE", "DURATION");
        calendar.addExperimentalProperty("X-WR-CALNAME", NAME);
        calendar.addExperimentalProperty("X-PUBLISHED-TTL", REFRESH.toString());
        entries.forEach(entry -> calendar.addEvent(event(entry, textLength)));
        return written(calendar);
    }

    private static String written(ICalendar calendar) {
        var text = new StringWriter();
        try (var writer = new ICalWriter(text, ICalVersion.V2_0)) {
            writer.getVObjectWriter().getFoldedLineWriter().setLineLength(LINE_LENGTH);
            writer.write(calendar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static VEvent event(Entry entry, int textLength) {
        var event = new VEvent();
        event.setUid("post-" + entry.id() + "@keelson");
        // When this revision of it was made, not when it was fetched: otherwise every fetch would be a change.
        event.setDateTimeStamp(date(entry.updatedAt()));
        event.setLastModified(date(entry.updatedAt()));
        event.setCreated(date(entry.createdAt()));
        event.setSequence((int) Math.min(entry.version(), Integer.MAX_VALUE));
        event.setDateStart(date(entry.at()));
        event.setDuration(LENGTH);
        event.setTransparency(true);
        event.setOrganizer(organizer());
        event.setStatus(status(entry.status()));
        String text = CONTROL.matcher(entry.text().replace("\r\n", "\n").replace('\r', '\n'))
                .replaceAll("");
        event.setSummary(summary(entry, text));
        event.setDescription(shortened(text, textLength));
        if (!entry.platforms().isEmpty()) {
            event.addCategories(
                    entry.platforms().stream().map(Platform::displayName).toList());
        }
        if (entry.url() != null) {
            event.setUrl(entry.url());
        }
        return event;
    }

    /** What is published has one, by <a href="https://www.rfc-editor.org/rfc/rfc5546#section-3.2.1">RFC 5546</a>. */
    private static Organizer organizer() {
        var organizer = new Organizer("Keelson", null);
        organizer.setUri("urn:keelson:calendar");
        return organizer;
    }

    private static Status status(PostStatus status) {
        return switch (status) {
            case DRAFT, SCHEDULED, HELD -> Status.tentative();
            case PUBLISHING, PUBLISHED, PARTIALLY_PUBLISHED, FAILED -> Status.confirmed();
            case DELETED -> Status.cancelled();
        };
    }

    private static String summary(Entry entry, String text) {
        String networks = entry.platforms().stream().map(Platform::displayName).collect(Collectors.joining(", "));
        String firstLine = text.lines()
                .map(line -> line.replace('\t', ' ').strip())
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("(no text)");
        String mark = switch (entry.status()) {
            case DRAFT, SCHEDULED, PUBLISHING, PUBLISHED -> "";
            case HELD, PARTIALLY_PUBLISHED, FAILED, DELETED ->
                "[" + entry.status().id().replace('_', ' ').toUpperCase(Locale.ROOT) + "] ";
        };
        return mark + networks + ": " + shortened(firstLine, SUMMARY_LENGTH);
    }

    private static String shortened(String text, int length) {
        return text.codePointCount(0, text.length()) <= length
                ? text
                : text.substring(0, text.offsetByCodePoints(0, length)) + "…";
    }

    private static Date date(Instant instant) {
        return Date.from(instant);
    }
}
