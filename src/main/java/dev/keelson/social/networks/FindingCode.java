package dev.keelson.social.networks;

import dev.keelson.social.networks.Finding.Severity;

/** What can be found in a post; stable. */
enum FindingCode {
    TEXT_REQUIRED("The network takes no post without a text", "Write a text."),
    TEXT_TOO_LONG(
            "The text, or a part of a thread, is longer than the network takes", "Shorten it, or set 'optimize'."),
    TEXT_CUT(Severity.WARNING, "The network cuts the text off", "Shorten it, so that nothing is lost."),
    TOO_MANY_HASHTAGS("More hashtags than the network takes", "Remove hashtags, or set 'optimize'."),
    TOO_MANY_MENTIONS("More mentions than the network takes", "Remove mentions, or set 'optimize'."),
    MENTION_REPEATED(
            "The same account is mentioned more often than the network takes it within a day",
            "Mention it once, or set 'optimize'."),
    PHONE_NUMBER("The network refuses texts with a phone number", "Remove the number."),
    FORBIDDEN_CHARACTER("A character that the network refuses", "Remove it, or set 'optimize'."),
    LINE_BREAKS_LOST(
            Severity.WARNING, "The network ignores line breaks", "Write the text so that it reads without them."),
    LINK_NOT_CLICKABLE(Severity.WARNING, "Nobody can click a link in this text", "Put the link into options.link."),
    IMAGE_OR_TEXT(Severity.WARNING, "The network shows the image or the text, not both", "Leave one of them out."),
    THREAD_NOT_SUPPORTED("The network knows no threads", "Leave out 'thread'."),
    MEDIA_REQUIRED("The network takes no post without media", "Add an image or a video."),
    MEDIA_KIND("The network does not take this kind of media", "Use another kind, or leave the network out."),
    MEDIA_KIND_UNKNOWN(
            Severity.WARNING,
            "Neither the address nor the content type tells what the medium is",
            "Upload it to the media library, or use an address with an extension."),
    TOO_MANY_MEDIA("More media than the network takes", "Remove some; a target can have media of its own."),
    MEDIA_MIXED("The network takes images or a video in one post, not both", "Use one kind."),
    MEDIA_FORMAT("The network does not take this format", "Convert it to one that it takes."),
    MEDIA_CONVERTED(Severity.WARNING, "The medium is converted to JPEG on its way", "Use JPEG to decide how it looks."),
    MEDIA_TOO_LARGE("The file is larger than the network takes", "Compress it."),
    MEDIA_TOO_SMALL("The file is smaller than the network takes", "Use a better copy."),
    MEDIA_TOO_LONG("The video is longer than the network takes", "Cut it."),
    MEDIA_TOO_SHORT("The video is shorter than the network takes", "Use a longer one."),
    MEDIA_DIMENSIONS("The width or height is not what the network takes", "Scale it."),
    MEDIA_RATIO("The ratio of width to height is not what the network takes", "Crop it."),
    MEDIA_SIZES_DIFFER("The images of a carousel differ in size", "Give all of them the same width and height."),
    MEDIA_EXPIRES("The address stops working before the post goes out", "Upload it anew, or publish earlier."),
    MEDIA_UNREACHABLE("The medium could not be fetched", "See that its address answers without a credential."),
    MEDIA_UNCHECKED(
            Severity.WARNING,
            "Not enough is known of the medium to check it",
            "Upload it to the media library to have it checked."),
    TITLE_REQUIRED("The network takes no post without a title", "Set the target's 'title', or set 'optimize'."),
    TITLE_TOO_LONG("The title is longer than the network takes", "Shorten it, or set 'optimize'."),
    TITLE_CUT(Severity.WARNING, "The network cuts the title off", "Shorten it."),
    TITLE_UNUSED(Severity.WARNING, "The network has no titles", "Leave it out; nobody would see it."),
    SUBREDDIT_REQUIRED("Reddit takes no post without a subreddit", "Set the target's 'subreddit'."),
    SUBREDDIT_FORM("The subreddit is not a plain name", "Write it without 'r/'."),
    COVER_REQUIRED("The network takes no video without a cover", "Set options.thumbNail to the address of an image."),
    ALT_TEXT_TOO_LONG("An alternative text is longer than the network takes", "Shorten it."),
    FIRST_COMMENT_TOO_LONG("The first comment is longer than the network takes", "Shorten it."),
    UNKNOWN_OPTION(
            "The network has no such option", "Use a name that GET /api/v1/social/platforms lists, spelled as there."),
    OPTION_TYPE("The option's value has the wrong type", "Use the type that GET /api/v1/social/platforms tells."),
    OPTION_VALUE("The option's value is not one that the network takes", "Use one that is allowed."),
    OPTION_REQUIRED("Something is missing beside another option", "Add it."),
    OPTION_TOO_LONG("The option's value is longer than the network takes", "Shorten it."),
    OPTIONS_CONFLICT("Two options exclude each other", "Leave one of them out.");

    private final Severity severity;
    private final String meaning;
    private final String action;

    FindingCode(String meaning, String action) {
        this(Severity.ERROR, meaning, action);
    }

    FindingCode(Severity severity, String meaning, String action) {
        this.severity = severity;
        this.meaning = meaning;
        this.action = action;
    }

    /** What it is, unless a cell of the table says that it is mere advice. */
    Severity severity() {
        return severity;
    }

    String meaning() {
        return meaning;
    }

    String action() {
        return action;
    }
}
