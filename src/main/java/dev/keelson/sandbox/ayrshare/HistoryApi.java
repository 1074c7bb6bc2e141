package dev.keelson.sandbox.ayrshare;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

@AyrshareApi
class HistoryApi {
    private static final int MAX_LIMIT = 1000;

    private final Posts posts;
    private final Clock clock;

    HistoryApi(Posts posts, Clock clock) {
        this.posts = posts;
        this.clock = clock;
    }

    /** @param scheduleDate a text in the single post, Ayrshare's database object in the list */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Row(
            String id,
            String post,
            List<Network> platforms,
            List<PostId> postIds,
            List<PostError> errors,
            PostStatus status,
            String type,
            Instant created,
            @Nullable Object scheduleDate,
            List<String> mediaUrls,
            @Nullable String notes,
            String profileTitle,
            String refId) {
        static Row from(Post post, Profile profile, @Nullable Object scheduleDate) {
            return new Row(
                    post.id(),
                    post.request().text(),
                    post.platforms(),
                    post.outcome().postIds(),
                    post.outcome().errors(),
                    post.status(),
                    post.wasScheduled() ? "scheduled" : "now",
                    post.created(),
                    scheduleDate,
                    post.request().media(),
                    post.notes(),
                    profile.title(),
                    profile.refId());
        }
    }

    record History(List<Row> history, String refId, int count, Instant lastUpdated, Instant nextUpdate) {}

    @GetMapping("/post/{id}")
    Row post(Caller caller, @PathVariable String id) {
        return posts.find(caller.profile().refId(), id)
                .map(post -> Row.from(post, caller.profile(), post.scheduleDate()))
                .orElseThrow(() -> new AyrshareException(HttpStatus.NOT_FOUND, Code.POST_NOT_FOUND));
    }

    @GetMapping("/history")
    History history(
            Caller caller,
            @RequestParam(defaultValue = "25") int limit,
            @RequestParam(defaultValue = "30") int lastDays,
            @RequestParam(required = false) @Nullable String startDate,
            @RequestParam(required = false) @Nullable String endDate,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable String type,
            @RequestParam Map<String, String> parameters) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var from = startDate != null
                ? instant(startDate)
                : lastDays == 0 || endDate != null ? Instant.EPOCH : now.minus(Duration.ofDays(lastDays));
        var to = endDate == null ? Instant.MAX : instant(endDate);
        var platforms = platforms(parameters);
        var rows = posts.list(caller.profile().refId()).reversed().stream()
                .filter(post ->
                        !post.appearsAt().isBefore(from) && !post.appearsAt().isAfter(to))
                .filter(post -> status == null || post.status().word().equals(status))
                .filter(post -> type == null || post.wasScheduled() == type.equals("scheduled"))
                .filter(post -> platforms.isEmpty()
                        || post.platforms().stream().map(Network::id).anyMatch(platforms::contains))
                .limit(Math.clamp(limit, 1, MAX_LIMIT))
                .map(post -> Row.from(
                        post,
                        caller.profile(),
                        post.scheduleDate() == null ? null : UserApi.Timestamp.of(post.scheduleDate())))
                .toList();
        if (rows.isEmpty()) {
            throw noHistory();
        }
        return new History(rows, caller.profile().refId(), rows.size(), now, now.plus(Duration.ofMinutes(1)));
    }

    /** Where there is nothing to show, Ayrshare speaks of an error. */
    private static AyrshareException noHistory() {
        return new AyrshareException(
                HttpStatus.BAD_REQUEST,
                Map.of(
                        "history",
                        new AyrshareException.Body(
                                "history", "error", Code.NO_HISTORY.number(), Code.NO_HISTORY.message())));
    }

    /** Given as {@code platforms=a,b} or as {@code platforms[0]=a}. */
    private static List<String> platforms(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .filter(parameter -> parameter.getKey().startsWith("platforms"))
                .flatMap(parameter -> Arrays.stream(parameter.getValue().split(",")))
                .toList();
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw AyrshareException.badParameter(
                    "Missing or incorrect parameter: a date is like 2026-12-01T10:00:00Z.");
        }
    }
}
