package dev.keelson.social.analytics;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a number is not there, or not newer. */
enum MetricReason {
    NOT_PUBLISHED("It has not been published there."),
    NOT_ASKED_YET("It was just published: the first numbers come soon."),
    WAITING_FOR_NETWORK("The network tells its numbers only after a while."),
    STILL_PROCESSING("The network is still processing the post."),
    NETWORK_WITHOUT_ANALYTICS("There are no analytics of this network."),
    NOT_TOLD_BY_NETWORK("The network does not tell this number."),
    NAMES_UNKNOWN(
            "What this network calls its numbers is not documented; those it tells are kept under its own names."),
    NOT_IN_ANSWER("The network told others of its numbers, and not this one."),
    NO_NUMBERS("The network answered without any numbers."),
    STORY_EXPIRED("A story's numbers are told for a day."),
    NOT_FOUND("The post is not known there any more; it may have been deleted on the network."),
    NEEDS_RELINK("The account has to be linked again; then the numbers are asked for again."),
    SUSPENDED("The profile is suspended at Ayrshare: contact our support."),
    REFUSED("The network refuses to tell."),
    VENDOR_UNAVAILABLE("It could not be asked lately; it is asked again."),
    NO_BUDGET("The limit of requests is used up for now; it is asked again."),
    NO_PROFILE("There is no profile any more through which it could be asked."),
    POST_DELETED("The post was deleted: the numbers are the last that were known."),
    NO_LONGER_COLLECTED("Posts are followed for a limited time: the numbers are the last of it.");

    private final String id = name().toLowerCase(Locale.ROOT);
    private final String meaning;

    MetricReason(String meaning) {
        this.meaning = meaning;
    }

    @JsonValue
    String id() {
        return id;
    }

    /** For the user. */
    String meaning() {
        return meaning;
    }

    static MetricReason of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
