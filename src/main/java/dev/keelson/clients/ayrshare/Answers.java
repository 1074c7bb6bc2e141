package dev.keelson.clients.ayrshare;

import dev.keelson.clients.ayrshare.AyrsharePost.NetworkPost;
import dev.keelson.clients.ayrshare.AyrsharePost.PostError;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads what Ayrshare answers. With a profile key a post's result is wrapped in {@code posts[0]}, without one it is at the
 * top; ids are text or numbers; dates are text or objects; a refusal has a list of errors or one error at the top.
 */
final class Answers {
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

    /** Whether a failed call's body tells what became of the post, rather than only that something went wrong. */
    static boolean tellsOutcome(JsonNode body) {
        JsonNode post = unwrapped(body);
        return !post.path("postIds").isEmpty() || !post.path("errors").isEmpty();
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
                retryAfter(node));
    }

    /** Meta's {@code Retry-After} in seconds, a number or the text of one; of other codes {@code details} are words. */
    private static Duration retryAfter(JsonNode node) {
        long seconds = node.path("code").asInt(0) == AyrshareCode.INSTAGRAM_RATE.code()
                ? node.path("details").asLong(0)
                : 0;
        return Duration.ofSeconds(Math.clamp(seconds, 0, LONGEST_WAIT.toSeconds()));
    }

    private static @Nullable Integer code(JsonNode node) {
        int code = node.asInt(0);
        return code == 0 ? null : code;
    }
}
