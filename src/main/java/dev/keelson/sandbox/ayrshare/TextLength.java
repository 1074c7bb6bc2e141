package dev.keelson.sandbox.ayrshare;

import com.twitter.twittertext.TwitterTextParser;
import java.util.regex.Pattern;

/** How long a text is for a network. */
final class TextLength {
    private static final Pattern GRAPHEME = Pattern.compile("\\X");

    private TextLength() {}

    static int of(Network network, String text) {
        return switch (network) {
            case TWITTER -> TwitterTextParser.parseTweet(text).weightedLength;
            case BLUESKY -> (int) GRAPHEME.matcher(text).results().count();
            case FACEBOOK, GMB, INSTAGRAM, LINKEDIN, PINTEREST, REDDIT, SNAPCHAT, TELEGRAM, THREADS, TIKTOK, YOUTUBE ->
                text.codePointCount(0, text.length());
        };
    }
}
