package dev.keelson.social.networks;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.keelson.shared.ProblemException;
import jakarta.persistence.EnumeratedValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The networks that Ayrshare publishes to. */
public enum Platform {
    BLUESKY("Bluesky"),
    FACEBOOK("Facebook"),
    GMB("Google Business Profile"),
    INSTAGRAM("Instagram"),
    LINKEDIN("LinkedIn"),
    PINTEREST("Pinterest"),
    REDDIT("Reddit"),
    SNAPCHAT("Snapchat"),
    TELEGRAM("Telegram"),
    THREADS("Threads"),
    TIKTOK("TikTok"),
    X("X"),
    YOUTUBE("YouTube");

    private static final String AYRSHARES_X = "twitter";

    /** What the name of a network must be, as the end of a sentence that begins with the field. */
    public static final String RULE =
            Arrays.stream(values()).map(Platform::id).collect(Collectors.joining(", ", "must be one of ", ""));

    @EnumeratedValue
    private final String id = name().toLowerCase(Locale.ROOT);

    private final String displayName;

    Platform(String displayName) {
        this.displayName = displayName;
    }

    /** The network of that name, in our words or in Ayrshare's. */
    public static Optional<Platform> of(String name) {
        return name.equals(AYRSHARES_X)
                ? Optional.of(X)
                : Arrays.stream(values()).filter(p -> p.id.equals(name)).findFirst();
    }

    /**
     * The network that a request names.
     *
     * @param field of the request, or its parameter
     * @throws ProblemException where there is none of that name
     */
    public static Platform named(String field, String name) {
        return of(name).orElseThrow(() -> ProblemException.notValid(field, RULE));
    }

    /** The name in our API and database. */
    @JsonValue
    public String id() {
        return id;
    }

    /** Ayrshare's name, which is another one only for X. */
    public String ayrshareName() {
        return this == X ? AYRSHARES_X : id;
    }

    public String displayName() {
        return displayName;
    }
}
