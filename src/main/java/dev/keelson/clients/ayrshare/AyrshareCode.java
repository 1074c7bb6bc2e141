package dev.keelson.clients.ayrshare;

import dev.keelson.clients.ApiFailure;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Ayrshare's error codes that we know the meaning of, from <a href="https://www.ayrshare.com/docs/errors/errors-ayrshare">its
 * table</a>. The HTTP status does not tell them apart: most networks' failures are {@code 400}.
 */
public enum AyrshareCode {
    MISSING_PARAMETER(101, Kind.CONTENT, "A parameter is missing or wrong", "Correct the post."),
    API_KEY_REFUSED(102, Kind.CONFIGURATION, "Our API key is not valid", "Nothing you can do: it is ours to correct."),
    FACEBOOK_REFUSED(
            107,
            Kind.DUPLICATE,
            "Facebook refused it, mostly because the same text was just posted",
            "Change the text, or wait, and post it anew."),
    REEL_UNVERIFIED(
            108,
            Kind.AMBIGUOUS,
            "Facebook reported an error, but may have published the reel all the same",
            "Look at the page on Facebook; post it anew only if it is not there."),
    X_DUPLICATE(110, Kind.DUPLICATE, "X has the same text already", "Change the text and post it anew."),
    X_TOO_LONG(111, Kind.CONTENT, "Longer than X allows without Premium", "Shorten the text."),
    POST_NOT_FOUND(114, Kind.GONE, "Ayrshare does not know the post", "Nothing to do."),
    RECENT_DUPLICATE(
            137,
            Kind.DUPLICATE,
            "The same or a similar text went to this network within 48 hours",
            "Change the text, or wait two days, and post it anew."),
    INSTAGRAM_REFUSED(
            138,
            Kind.MEDIA,
            "Instagram could not use the media: format, ratio, or its host forbids fetching",
            "Correct the media or where it is hosted."),
    TITLE_EXISTS(146, Kind.CONFLICT, "A profile with this title exists", "Nothing you can do: it is ours to resolve."),
    NOT_LINKED(156, Kind.RELINK, "The network is not linked", "Link it again, then retry."),
    MENTION_REPEATED(159, Kind.CONTENT, "The same account is mentioned more than once a day", "Remove the mention."),
    FACEBOOK_AUTHORIZATION_LOST(161, Kind.RELINK, "Facebook no longer accepts the link", "Link it again, then retry."),
    REEL_TOO_WIDE(182, Kind.MEDIA, "The Instagram reel is too wide", "Use a video at most 1920 pixels wide."),
    LINK_KEY_MALFORMED(
            189,
            Kind.CONFIGURATION,
            "Our key for link pages is malformed",
            "Nothing you can do: it is ours to correct."),
    NO_AUTO_SCHEDULE(192, Kind.GONE, "Ayrshare holds no automatic schedule", "Nothing to do."),
    HISTORY_EMPTY(221, Kind.GONE, "There is no history yet", "Nothing to do."),
    IMAGE_TOO_LARGE(254, Kind.MEDIA, "The LinkedIn image is too large", "Use an image of at most 5 MB."),
    X_AUTHORIZATION_LOST(272, Kind.RELINK, "X no longer accepts the link", "Link it again, then retry."),
    PROFILE_SUSPENDED(276, Kind.SUSPENDED, "The profile is suspended at Ayrshare", "Contact our support."),
    STILL_PROCESSING(288, Kind.TRANSIENT, "TikTok is still processing it", "Wait: it is looked at again."),
    REVIEW_GONE(
            349,
            Kind.GONE,
            "The review is gone; beside an account, that the network has locked it",
            "Look at the account in the network's own app."),
    NO_REVIEWS(350, Kind.GONE, "There are no reviews", "Nothing to do."),
    MESSAGING_OFF(361, Kind.CONFIGURATION, "Messages are not switched on for the profile", "Contact our support."),
    MESSAGING_RELINK(362, Kind.RELINK, "The network has to be linked again", "Link it again, then retry."),
    DELETE_REFUSED(
            382, Kind.CONTENT, "The network does not let posts be deleted", "Delete it in the network's own app."),
    ALREADY_DELETED(383, Kind.GONE, "It is deleted already", "Nothing to do."),
    INSTAGRAM_RATE(
            435, Kind.RATE, "Instagram takes 50 posts in 24 hours", "Wait: it is sent as soon as Instagram allows."),
    INSTAGRAM_TIMEOUT(436, Kind.TRANSIENT, "Instagram took too long with the media", "Retry."),
    MEDIA_UNREACHABLE(440, Kind.MEDIA_HOST, "The network could not fetch the media", "Check the address, then retry."),
    IMAGE_NOT_CONVERTED(450, Kind.MEDIA, "An image could not be converted", "Use JPEG or PNG."),
    IMAGE_FORMAT_UNKNOWN(451, Kind.MEDIA, "An image could not be converted", "Use JPEG or PNG."),
    IMAGE_BROKEN(452, Kind.MEDIA, "An image could not be converted", "Use JPEG or PNG."),
    CRAWLER_BLOCKED(479, Kind.MEDIA_HOST, "The media's host blocks Meta's crawler", "Allow it there, then retry."),
    STORY_EXPIRED(485, Kind.GONE, "The story has expired", "Nothing to do."),
    LINK_SESSION_REVOKED(501, Kind.GONE, "The link page was revoked", "Ask for a new one."),
    LINK_SESSION_UNKNOWN(502, Kind.GONE, "The link page is not known", "Ask for a new one."),
    LINK_SESSION_EXPIRED(503, Kind.GONE, "The link page has expired", "Ask for a new one."),
    PLAN_TOO_SMALL(504, Kind.CONFIGURATION, "Our Ayrshare plan does not include it", "Nothing you can do."),
    WENT_OUT_WITH_WARNING(
            518,
            Kind.AMBIGUOUS,
            "It went out, and Ayrshare noted something beside it",
            "Read 'detail' and look at the post; do not post it again.");

    /** What is said where the code is none of these: Ayrshare's whole table is not public. */
    public static final String UNKNOWN_MEANING = "Ayrshare refused it with a code that is not known here";

    public static final String UNKNOWN_ACTION =
            "Read 'detail', which is what Ayrshare said; correct the post or retry it as that suggests.";

    /** What a code asks of whoever meets it. */
    public enum Kind {
        /** The text or an option is wrong: as it is it will never go out. */
        CONTENT("no: only changed"),
        /** The media is wrong: as it is it will never go out. */
        MEDIA("no: only with other media"),
        /** The media cannot be fetched: it may go out once its host is corrected. */
        MEDIA_HOST("once the media's host is corrected"),
        /** Taken for a repetition. After a call without an answer it may mean that the first went out. */
        DUPLICATE("no: only changed, or after 48 hours"),
        /** The user has to link the network again. */
        RELINK("once the network is linked again"),
        /** Too many; it may go out later. */
        RATE("later, by itself"),
        /** It may work later. */
        TRANSIENT("yes"),
        /** The profile is suspended. */
        SUSPENDED("no"),
        /** Our own key or plan. */
        CONFIGURATION("once it is corrected on our side"),
        /** It may have gone out: never send it again. */
        AMBIGUOUS("never: it may be out"),
        /** It exists already. */
        CONFLICT("no"),
        /** It is not there, or no longer. */
        GONE("no");

        private final String again;

        Kind(String again) {
            this.again = again;
        }

        /** Whether the same may succeed when it is sent again, in words. */
        public String again() {
            return again;
        }
    }

    private static final Map<Integer, AyrshareCode> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(AyrshareCode::code, Function.identity()));

    private final int code;
    private final Kind kind;
    private final String meaning;
    private final String action;

    AyrshareCode(int code, Kind kind, String meaning, String action) {
        this.code = code;
        this.kind = kind;
        this.meaning = meaning;
        this.action = action;
    }

    public static Optional<AyrshareCode> of(@Nullable Integer code) {
        return code == null ? Optional.empty() : Optional.ofNullable(BY_CODE.get(code));
    }

    /** The code of a failed call, where it has one that we know. */
    public static Optional<AyrshareCode> of(ApiFailure failure) {
        String code = failure.vendorCode();
        return code == null
                ? Optional.empty()
                : Arrays.stream(values())
                        .filter(known -> Integer.toString(known.code).equals(code))
                        .findFirst();
    }

    public int code() {
        return code;
    }

    public Kind kind() {
        return kind;
    }

    /** What is wrong, for the user. */
    public String meaning() {
        return meaning;
    }

    /** What the user can do. */
    public String action() {
        return action;
    }
}
