package dev.keelson.sandbox.ayrshare;

import java.util.Arrays;
import java.util.Optional;

/**
 * Ayrshare's error codes that the stand-in uses. Ayrshare's complete table is not public; where a rule has no known code of
 * its own, {@link #BAD_PARAMETER} stands for it.
 */
enum Code {
    BAD_PARAMETER(101, "Missing or incorrect parameters."),
    KEY_NOT_VALID(102, "API Key not valid."),
    FACEBOOK_DUPLICATE(107, "Facebook refuses a status that is identical to the last one."),
    REEL_MAYBE_PUBLISHED(108, "The Reel may have been published nevertheless. Please verify before posting again."),
    X_DUPLICATE(110, "Status is a duplicate."),
    X_TOO_LONG(111, "The text is longer than X allows without Premium."),
    POST_NOT_FOUND(114, "Post ID not found."),
    DUPLICATE(137, "Duplicate or similar content posted within the same two day period."),
    INSTAGRAM_MEDIA(138, "Instagram refuses the media: check format, ratio and that it can be fetched."),
    TITLE_EXISTS(146, "A profile with this title already exists. Please use a different title."),
    NOT_LINKED(156, "%s does not seem to be linked to your account. Please link it on the social accounts page."),
    FACEBOOK_AUTHORISATION(161, "Authorization was lost. Please unlink and relink the account."),
    NO_AUTO_SCHEDULE(192, "No auto schedule found."),
    NO_HISTORY(221, "No history found."),
    X_AUTHORISATION(272, "X authorization issue: send your own API keys or relink the account."),
    PROFILE_SUSPENDED(276, "The profile has been suspended."),
    TIKTOK_PROCESSING(288, "TikTok is still processing the post."),
    DELETE_REFUSED(382, "%s does not allow the post to be deleted."),
    ALREADY_DELETED(383, "The post has already been deleted."),
    RATE_LIMITED(435, "The account has reached the network's publishing limit.", true),
    PROCESSING_TIMEOUT(436, "The network did not finish processing the media in time.", true),
    MEDIA_UNREACHABLE(440, "The network could not fetch the media."),
    STORY_EXPIRED(485, "The story has expired: its analytics are no longer available."),
    LINK_REVOKED(501, "The link session was revoked."),
    LINK_NOT_FOUND(502, "The link session was not found."),
    LINK_EXPIRED(503, "The link session has expired."),
    MAX_PACK_NEEDED(504, "Connect mode needs the Max Pack.");

    private final int number;
    private final String message;
    private final boolean retryable;

    Code(int number, String message) {
        this(number, message, false);
    }

    Code(int number, String message, boolean retryable) {
        this.number = number;
        this.message = message;
        this.retryable = retryable;
    }

    static Optional<Code> find(int number) {
        return Arrays.stream(values()).filter(code -> code.number == number).findFirst();
    }

    int number() {
        return number;
    }

    String message() {
        return message;
    }

    String message(Network network) {
        return message.formatted(network.label());
    }

    boolean retryable() {
        return retryable;
    }
}
