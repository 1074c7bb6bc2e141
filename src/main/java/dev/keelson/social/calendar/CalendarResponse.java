package dev.keelson.social.calendar;

import dev.keelson.social.calendar.CalendarPosts.Entry;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.posts.HoldReason;
import dev.keelson.social.posts.PostStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A calendar.
 *
 * @param from its first day
 * @param to its last day
 * @param timeZone by whose clock its days are
 * @param leastGap so many seconds two posts to one network should lie apart
 * @param days those that have posts
 * @param conflicts posts to one network that lie too close to each other, and can still be moved
 * @param gaps the days without a post
 */
record CalendarResponse(
        LocalDate from,
        LocalDate to,
        ZoneId timeZone,
        long leastGap,
        List<Day> days,
        List<Conflict> conflicts,
        List<LocalDate> gaps) {

    record Day(LocalDate date, List<Item> posts) {}

    /**
     * @param at when it went out, is to go out, or was ordered
     * @param local the same on the user's clock, with its offset: one hour of the year is there twice
     * @param text its beginning
     */
    record Item(
            UUID id,
            PostStatus status,
            @Nullable HoldReason holdReason,
            Instant at,
            OffsetDateTime local,
            List<Platform> platforms,
            String text,
            @Nullable String url) {

        static Item from(Entry entry, ZoneId zone) {
            return new Item(
                    entry.id(),
                    entry.status(),
                    entry.holdReason(),
                    entry.at(),
                    entry.at().atZone(zone).toOffsetDateTime(),
                    entry.platforms(),
                    entry.text(),
                    entry.url());
        }
    }

    /**
     * @param posts the earlier and the later one
     * @param seconds how far they lie apart
     */
    record Conflict(Platform platform, List<UUID> posts, Instant at, long seconds) {}

    /** @param entries in the order of time */
    static CalendarResponse of(List<Entry> entries, LocalDate from, LocalDate to, ZoneId zone, Duration leastGap) {
        Map<LocalDate, List<Item>> byDay = entries.stream()
                .map(entry -> Item.from(entry, zone))
                .collect(Collectors.groupingBy(item -> item.local().toLocalDate(), TreeMap::new, Collectors.toList()));
        return new CalendarResponse(
                from,
                to,
                zone,
                leastGap.toSeconds(),
                byDay.entrySet().stream()
                        .map(day -> new Day(day.getKey(), day.getValue()))
                        .toList(),
                conflicts(entries, leastGap),
                from.datesUntil(to.plusDays(1))
                        .filter(date -> !byDay.containsKey(date))
                        .toList());
    }

    private static List<Conflict> conflicts(List<Entry> entries, Duration leastGap) {
        var last = new EnumMap<Platform, Entry>(Platform.class);
        var found = new ArrayList<Conflict>();
        for (var entry : entries) {
            for (var platform : entry.platforms()) {
                var before = last.put(platform, entry);
                if (before == null || !(canMove(before) || canMove(entry))) {
                    continue;
                }
                var apart = Duration.between(before.at(), entry.at());
                if (apart.compareTo(leastGap) < 0) {
                    found.add(new Conflict(platform, List.of(before.id(), entry.id()), entry.at(), apart.toSeconds()));
                }
            }
        }
        found.sort(Comparator.comparing(Conflict::at));
        return List.copyOf(found);
    }

    private static boolean canMove(Entry entry) {
        return entry.status() == PostStatus.SCHEDULED || entry.status() == PostStatus.HELD;
    }
}
