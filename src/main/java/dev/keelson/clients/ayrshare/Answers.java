package dev.keelson.clients.ayrshare;

import dev.keelson.clients.ayrshare.AyrsharePost.NetworkPost;
import dev.keelson.clients.ayrshare.AyrsharePost.PostError;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads what Ayrshare answers. With a profile key a post's result is wrapped in {@code posts[0]}, without one it is at the
 * top; ids are text or numbers; dates are text or objects; a refusal has a list of errors or one error at the top.
 */
final class Answers {
    private static final Pattern RETRY_AFTER = Pattern.compile("(?i)retry[-_ ]?after\\D{0,12}(\\d{1,6})(?!\\d)");
    /** Instagram counts 24 hours; whoever says more is not believed. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private Answers() {}

    /** The post in an answer of either shape. */
    static AyrsharePost post(JsonNode body) {
        JsonNode post = unwrapped(body);
        String status = text(post, "status").or(() -> text(body, "status")).orElse("");
        return new AyrsharePost(
                text(post, "id").orElse(null),
                status,
                post.path("postIds").valueStream().map(Answers::network).toList(),
                errors(body, post).toList(),
                text(post, "notes").orElse(null),
                text(post, "idempotencyKey").orElse(null),
                date(post.path("created")).orElse(null));
    }

    /**
     * Whether the body of a call that failed in the vendor's house tells what became of the post, rather than only that something
     * went wrong: what a network said, or a code of Ayrshare's. Gateways, too, answer with lists of errors.
     */
    static boolean tellsOutcome(JsonNode body) {
        JsonNode post = unwrapped(body);
        return !post.path("postIds").isEmpty()
                || errors(body, post)
                        .anyMatch(error ->
                                error.platform() != null || error.known().isPresent());
    }

    static Optional<PostError> firstError(JsonNode body) {
        return errors(body, unwrapped(body)).findFirst();
    }

    /** A text or number as text; empty where it is missing, null or an empty text. */
    static Optional<String> text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isValueNode() && !value.isNull()
                ? Optional.of(value.asString()).filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    /** Null where it is missing or no whole number. */
    static @Nullable Integer number(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.canConvertToInt() ? (Integer) value.asInt() : null;
    }

    /** {@code "2026-10-04T00:05:00Z"}, or {@code {"_seconds": …, "utc": "…"}}. */
    static Optional<Instant> date(JsonNode node) {
        if (node.isObject()) {
            return date(node.path("utc"))
                    .or(() -> node.path("_seconds").isNumber()
                            ? Optional.of(
                                    Instant.ofEpochSecond(node.path("_seconds").asLong()))
                            : Optional.empty());
        }
        try {
            return node.isString() ? Optional.of(Instant.parse(node.asString())) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static JsonNode unwrapped(JsonNode body) {
        JsonNode posts = body.path("posts");
        return posts.isArray() && !posts.isEmpty() ? posts.get(0) : body;
    }

    private static NetworkPost network(JsonNode node) {
        return new NetworkPost(
                text(node, "platform").orElse(""),
                text(node, "status").orElse("success"),
                text(node, "id").orElse(null),
                text(node, "postUrl").orElse(null));
    }

    private static Stream<PostError> errors(JsonNode body, JsonNode post) {
        var listed = Stream.of(post, body)
                .distinct()
                .flatMap(node -> node.path("errors").valueStream())
                .filter(JsonNode::isObject)
                .map(Answers::error)
                .toList();
        return listed.isEmpty()
                ? Stream.of(post, body, body.path("history"))
                        .filter(Answers::isError)
                        .map(Answers::error)
                        .limit(1)
                : listed.stream();
    }

    /** An error may come without a status, as its code or as no more than a message. */
    private static boolean isError(JsonNode node) {
        return text(node, "status")
                .map("error"::equals)
                .orElse(text(node, "code").or(() -> text(node, "message")).isPresent());
    }

    private static PostError error(JsonNode node) {
        return new PostError(
                text(node, "platform").orElse(null),
                code(node.path("code")),
                text(node, "message").orElse("no message"),
                node.path("retryAvailable").asBoolean(false),
                retryAfter(node).orElse(null),
                text(node.path("detailsData"), "verifyReelsUrl").orElse(null));
    }

    /**
     * How long a network wants to be left alone. Instagram's limit has Meta's {@code Retry-After} in seconds as its details; others'
     * own words are handed on under names that are not documented, and looked for in all of them.
     */
    private static Optional<Duration> retryAfter(JsonNode error) {
        if (error.path("code").asInt(0) == AyrshareCode.INSTAGRAM_RATE.code()
                && error.path("details").asLong(0) > 0) {
            return Optional.of(believable(error.path("details").asLong()));
        }
        return Stream.of("retryAfter", "details", "detailsData")
                .filter(error::has)
                .map(field -> RETRY_AFTER.matcher(field + " " + error.path(field)))
                .filter(Matcher::find)
                .map(told -> believable(Long.parseLong(told.group(1))))
                .findFirst();
    }

    private static Duration believable(long seconds) {
        return Duration.ofSeconds(Math.clamp(seconds, 0, LONGEST_WAIT.toSeconds()));
    }

    private static @Nullable Integer code(JsonNode node) {
        int code = node.asInt(0);
        return code == 0 ? null : code;
    }
}
