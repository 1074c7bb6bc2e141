package dev.keelson.social.posts;

import dev.keelson.clients.ayrshare.AyrshareCode;

/** Why something did not go out, as our API tells it. */
enum PublishFailure {
    RELINK_REQUIRED(
            true,
            "The network no longer accepts the link",
            "Link it again by POST /api/v1/social/link-sessions, then retry the post."),
    ACCOUNT_PAUSED(true, "You have paused this account", "End its pause, then retry the post."),
    DUPLICATE(false, "The network takes it for a repetition", "Change the text and post it anew."),
    CONTENT_REFUSED(false, "The network refuses the text or an option", "Correct it and post it anew."),
    MEDIA_REFUSED(false, "The network cannot use the media", "Correct the media and post it anew."),
    MEDIA_UNREACHABLE(
            true, "The network could not fetch the media", "See that its address can be reached, then retry."),
    RATE_LIMITED(true, "The network's limit was reached for too long", "Retry later."),
    TEMPORARY(true, "It could not be sent", "Retry in some minutes."),
    PROFILE_SUSPENDED(false, "Your publishing profile is suspended", "Contact support."),
    SERVICE_REFUSED_US(true, "Our publishing service refuses us", "Nothing you can do; retry when support says so."),
    NOT_DELIVERED(true, "It was sent without an answer, and did not go out", "Retry."),
    OUTCOME_UNKNOWN(
            false,
            "It was sent, and whether it went out could not be found out",
            "Look on the network; post it anew only if it is not there."),
    REFUSED(false, "The network refuses it", "Change the post and post it anew.");

    private final boolean retryable;
    private final String meaning;
    private final String action;

    PublishFailure(boolean retryable, String meaning, String action) {
        this.retryable = retryable;
        this.meaning = meaning;
        this.action = action;
    }

    static PublishFailure of(AyrshareCode.Kind kind) {
        return switch (kind) {
            case CONTENT -> CONTENT_REFUSED;
            case MEDIA -> MEDIA_REFUSED;
            case MEDIA_HOST -> MEDIA_UNREACHABLE;
            case DUPLICATE -> DUPLICATE;
            case RELINK -> RELINK_REQUIRED;
            case RATE -> RATE_LIMITED;
            case TRANSIENT -> TEMPORARY;
            case SUSPENDED -> PROFILE_SUSPENDED;
            case CONFIGURATION -> SERVICE_REFUSED_US;
            case AMBIGUOUS -> OUTCOME_UNKNOWN;
            case CONFLICT, GONE -> REFUSED;
        };
    }

    /** Whether the same may succeed when it is sent again; never where it may have gone out. */
    boolean isRetryable() {
        return retryable;
    }

    String meaning() {
        return meaning;
    }

    String action() {
        return action;
    }
}
