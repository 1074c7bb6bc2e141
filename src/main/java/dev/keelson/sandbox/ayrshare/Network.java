package dev.keelson.sandbox.ayrshare;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The social networks, by the ids that Ayrshare gives them, with the limits that Ayrshare checks. */
enum Network {
    BLUESKY("bluesky", "Bluesky", 300, 4),
    FACEBOOK("facebook", "Facebook", 63_206, 10),
    GMB("gmb", "Google Business Profile", 1_500, 1),
    INSTAGRAM("instagram", "Instagram", 2_200, 10),
    LINKEDIN("linkedin", "LinkedIn", 3_000, 9),
    PINTEREST("pinterest", "Pinterest", 500, 5),
    REDDIT("reddit", "Reddit", 5_000, 1),
    SNAPCHAT("snapchat", "Snapchat", 500, 1),
    TELEGRAM("telegram", "Telegram", 1_024, 1),
    THREADS("threads", "Threads", 500, 20),
    TIKTOK("tiktok", "TikTok", 2_200, 35),
    TWITTER("twitter", "X", 280, 4),
    YOUTUBE("youtube", "YouTube", 5_000, 1);

    private final String id;
    private final String label;
    private final int maxText;
    private final int maxMedia;

    Network(String id, String label, int maxText, int maxMedia) {
        this.id = id;
        this.label = label;
        this.maxText = maxText;
        this.maxMedia = maxMedia;
    }

    static Optional<Network> find(String id) {
        return Arrays.stream(values()).filter(network -> network.id.equals(id)).findFirst();
    }

    @JsonCreator
    static Network of(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("no network has the id " + id));
    }

    static List<String> ids() {
        return Arrays.stream(values()).map(Network::id).toList();
    }

    @JsonValue
    String id() {
        return id;
    }

    String label() {
        return label;
    }

    /** Counted as {@link TextLength} does. */
    int maxText() {
        return maxText;
    }

    int maxMedia() {
        return maxMedia;
    }

    boolean needsMedia() {
        return switch (this) {
            case INSTAGRAM, PINTEREST, SNAPCHAT, TIKTOK, YOUTUBE -> true;
            case BLUESKY, FACEBOOK, GMB, LINKEDIN, REDDIT, TELEGRAM, THREADS, TWITTER -> false;
        };
    }

    boolean allowsMediaWithoutText() {
        return switch (this) {
            case FACEBOOK, INSTAGRAM, LINKEDIN, THREADS, TIKTOK, TWITTER -> true;
            case BLUESKY, GMB, PINTEREST, REDDIT, SNAPCHAT, TELEGRAM, YOUTUBE -> false;
        };
    }

    boolean mixesImagesAndVideos() {
        return this == INSTAGRAM || this == THREADS;
    }

    /** Text beyond the limit is lost without an error. */
    boolean cutsText() {
        return this == TELEGRAM;
    }

    int maxHashtags() {
        return switch (this) {
            case INSTAGRAM -> 5;
            case THREADS -> 1;
            case BLUESKY, FACEBOOK, GMB, LINKEDIN, PINTEREST, REDDIT, SNAPCHAT, TELEGRAM, TIKTOK, TWITTER, YOUTUBE ->
                Integer.MAX_VALUE;
        };
    }

    boolean isCheckedForDuplicates() {
        return this != PINTEREST && this != REDDIT && this != TELEGRAM;
    }

    boolean allowsDelete() {
        return this != INSTAGRAM && this != TIKTOK && this != THREADS;
    }

    /** How long the network takes until it tells numbers: minutes here, where it really is a day or more. */
    Duration analyticsLag() {
        return switch (this) {
            case TIKTOK, YOUTUBE -> Duration.ofMinutes(2);
            case PINTEREST -> Duration.ofMinutes(3);
            case BLUESKY, FACEBOOK, GMB, INSTAGRAM, LINKEDIN, REDDIT, SNAPCHAT, TELEGRAM, THREADS, TWITTER ->
                Duration.ZERO;
        };
    }

    boolean hasPostAnalytics() {
        return this != GMB && this != TELEGRAM;
    }
}
