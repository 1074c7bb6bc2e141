package dev.keelson.clients.ayrshare;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A post in the history, with what only the history tells.
 *
 * @param written the text, or the texts by network
 * @param platforms the networks that it is for, whether it went out there or not
 * @param scheduledAt when Ayrshare is to publish it, or was
 */
public record HistoryRow(
        AyrsharePost post,
        JsonNode written,
        List<String> platforms,
        @Nullable Instant scheduledAt) {
    /** So many rows are given at a time, at most. */
    public static final int MOST = 1_000;

    private static final Set<String> WAITING = Set.of("scheduled", "pending", "paused", "awaiting approval");

    /** Reads a row of the history. */
    public static HistoryRow read(JsonNode row) {
        return new HistoryRow(
                AyrsharePost.read(row),
                row.path("post"),
                row.path("platforms").valueStream().map(JsonNode::asString).toList(),
                Answers.date(row.path("scheduleDate")).orElse(null));
    }

    /** Its text on that network, as it was sent to Ayrshare. */
    public String textOn(String platform) {
        if (!written.isObject()) {
            return written.asString("");
        }
        return Answers.text(written, platform)
                .or(() -> Answers.text(written, "default"))
                .orElse("");
    }

    public boolean isDeleted() {
        return post.status().equals("deleted");
    }

    /** Whether Ayrshare is still going to publish it. */
    public boolean waits() {
        return scheduledAt != null && WAITING.contains(post.status());
    }

    /** When it went out, or is to. */
    public Optional<Instant> at() {
        return Optional.ofNullable(scheduledAt == null ? post.createdAt() : scheduledAt);
    }
}
