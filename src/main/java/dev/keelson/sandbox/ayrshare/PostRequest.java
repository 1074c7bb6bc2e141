package dev.keelson.sandbox.ayrshare;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The body of {@code POST /post}. As at Ayrshare, an unknown field is ignored without a word. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
record PostRequest(
        @Nullable JsonNode post,
        @Nullable List<String> platforms,
        @Nullable JsonNode mediaUrls,
        @Nullable JsonNode mediaUrl,
        boolean isVideo,
        @Nullable String scheduleDate,
        @Nullable Boolean validateScheduled,
        @Nullable String idempotencyKey,
        boolean requiresApproval,
        @Nullable JsonNode autoSchedule,
        @Nullable String notes,
        @Nullable String title,
        @Nullable String subreddit,
        @Nullable JsonNode twitterOptions,
        @Nullable JsonNode threadsOptions,
        @Nullable JsonNode redditOptions,
        @Nullable JsonNode youTubeOptions) {
    private static final String DEFAULT = "default";

    /** @throws AyrshareException where the whole call is refused */
    List<Network> networks(Profile profile) {
        if (platforms == null || platforms.isEmpty()) {
            throw AyrshareException.badParameter("Missing or incorrect parameter: platforms.");
        }
        if (platforms.equals(List.of("all"))) {
            return profile.linked();
        }
        return platforms.stream()
                .map(platform -> Network.find(platform)
                        .orElseThrow(() -> AyrshareException.badParameter("Unknown platform: " + platform)))
                .distinct()
                .toList();
    }

    /** @throws AyrshareException where the whole call is refused */
    Optional<Instant> scheduledAt() {
        if (scheduleDate == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(scheduleDate));
        } catch (DateTimeParseException e) {
            throw AyrshareException.badParameter("Missing or incorrect parameter: scheduleDate.");
        }
    }

    /** What the answer and the history show. */
    String text() {
        return post == null ? "" : post.isString() ? post.asString() : textOf(post.path(DEFAULT));
    }

    String text(Network network) {
        if (post == null || !post.isObject()) {
            return text();
        }
        return textOf(post.has(network.id()) ? post.get(network.id()) : post.path(DEFAULT));
    }

    List<String> media(Network network) {
        var given = mediaUrls != null ? mediaUrls : mediaUrl;
        if (given != null && given.isObject()) {
            given = given.has(network.id()) ? given.get(network.id()) : given.path(DEFAULT);
        }
        return urls(given);
    }

    List<String> media() {
        return urls(mediaUrls != null ? mediaUrls : mediaUrl);
    }

    /** The post's own title stands in for a missing one. */
    String youTubeTitle() {
        return firstText(youTubeOptions, "title", title);
    }

    String redditTitle() {
        return firstText(redditOptions, "title", title);
    }

    String subredditName() {
        return firstText(redditOptions, "subreddit", subreddit);
    }

    boolean longPostOnX() {
        return twitterOptions != null && twitterOptions.path("longPost").asBoolean(false);
    }

    boolean threadOnX() {
        return twitterOptions != null && twitterOptions.path("thread").asBoolean(false);
    }

    boolean threadOnThreads() {
        return threadsOptions != null && threadsOptions.path("thread").asBoolean(false);
    }

    private static String firstText(@Nullable JsonNode options, String name, @Nullable String fallback) {
        var own = options == null ? "" : options.path(name).asString("");
        return own.isBlank() ? Objects.requireNonNullElse(fallback, "") : own;
    }

    private static String textOf(JsonNode node) {
        return node.asString("");
    }

    private static List<String> urls(@Nullable JsonNode given) {
        if (given == null) {
            return List.of();
        }
        if (given.isString()) {
            return List.of(given.asString());
        }
        return given.valueStream()
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .toList();
    }
}
