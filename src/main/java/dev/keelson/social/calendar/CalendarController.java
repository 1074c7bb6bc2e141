package dev.keelson.social.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keelson.shared.CurrentUser;
import dev.keelson.social.calendar.CalendarPosts.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import tools.jackson.databind.json.JsonMapper;

/** The calendar, and its feed. */
@RestController
@RequestMapping("/api/v1/social/calendar")
class CalendarController {
    private static final MediaType CALENDAR = new MediaType("text", "calendar", UTF_8);
    /** A program may keep it, and asks each time whether it is still that one. */
    private static final CacheControl ASK_AGAIN =
            CacheControl.maxAge(Duration.ZERO).cachePrivate().mustRevalidate();

    private final ReadCalendar calendar;
    private final CalendarPosts posts;
    private final Feeds feeds;
    private final CalendarSettings settings;
    private final JsonMapper json;
    private final InstantSource clock;

    CalendarController(
            ReadCalendar calendar,
            CalendarPosts posts,
            Feeds feeds,
            CalendarSettings settings,
            JsonMapper json,
            InstantSource clock) {
        this.calendar = calendar;
        this.posts = posts;
        this.feeds = feeds;
        this.settings = settings;
        this.json = json;
        this.clock = clock;
    }

    /** @param since when its address was made; null where there is none */
    record FeedView(boolean exists, @Nullable Instant since) {}

    /** @param url secret: whoever knows it can read the calendar. Shown this once */
    record NewFeed(String url, Instant since) {}

    @GetMapping
    ResponseEntity<CalendarResponse> get(
            @AuthenticationPrincipal CurrentUser user,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate from,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate to,
            @RequestParam(required = false) @Nullable String timeZone,
            @RequestParam(required = false) @Nullable List<String> platforms) {
        var found = calendar.of(user.id(), new ReadCalendar.Question(from, to, timeZone, platforms));
        return ResponseEntity.ok()
                .cacheControl(ASK_AGAIN)
                .eTag(DigestUtils.md5DigestAsHex(json.writeValueAsBytes(found)))
                .body(found);
    }

    @GetMapping("/feed")
    FeedView feed(@AuthenticationPrincipal CurrentUser user) {
        var since = feeds.since(user.id());
        return new FeedView(since.isPresent(), since.orElse(null));
    }

    /** Makes the feed's address; another one, where there was one already. */
    @PutMapping("/feed")
    ResponseEntity<NewFeed> makeFeed(@AuthenticationPrincipal CurrentUser user) {
        String token = feeds.make(user.id());
        String url = ServletUriComponentsBuilder.fromCurrentContextPath()
                .path("/api/v1/social/calendar/{token}.ics")
                .buildAndExpand(token)
                .toUriString();
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new NewFeed(url, feeds.since(user.id()).orElseThrow()));
    }

    @DeleteMapping("/feed")
    ResponseEntity<Void> revokeFeed(@AuthenticationPrincipal CurrentUser user) {
        feeds.revoke(user.id());
        return ResponseEntity.noContent().build();
    }

    @GetMapping("/{token}.ics")
    ResponseEntity<byte[]> read(@PathVariable String token) {
        var user = feeds.ownerOf(token)
                .orElseThrow(() -> CalendarProblem.CALENDAR_FEED_NOT_FOUND.because(
                        "There is no feed at this address, or no longer."));
        var now = clock.instant();
        var entries = posts.forFeed(
                user,
                now.minus(settings.feedPast()),
                now.plus(settings.feedFuture()),
                settings.feedTextLength() + 1,
                settings.feedMaxPosts());
        byte[] document = FeedDocument.of(entries, settings.feedTextLength()).getBytes(UTF_8);
        return ResponseEntity.ok()
                .cacheControl(ASK_AGAIN)
                .contentType(CALENDAR)
                .eTag(DigestUtils.md5DigestAsHex(document))
                .lastModified(entries.stream()
                        .map(Entry::updatedAt)
                        .max(Instant::compareTo)
                        .orElse(Instant.EPOCH))
                .body(document);
    }
}
