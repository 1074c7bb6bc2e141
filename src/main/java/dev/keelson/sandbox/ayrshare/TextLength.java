package dev.keelson.sandbox.ayrshare;

import java.text.Normalizer;
import java.util.regex.Pattern;

/** How long a text is for a network. */
final class TextLength {
    private static final Pattern GRAPHEME = Pattern.compile("\\X");
    private static final Pattern URL = Pattern.compile("https?://\\S+");
    private static final int X_URL = 23;

    private TextLength() {}

    static int of(Network network, String text) {
        return switch (network) {
            case TWITTER -> weighted(text);
            case BLUESKY -> (int) GRAPHEME.matcher(text).results().count();
            case FACEBOOK, GMB, INSTAGRAM, LINKEDIN, PINTEREST, REDDIT, SNAPCHAT, TELEGRAM, THREADS, TIKTOK, YOUTUBE ->
                text.codePointCount(0, text.length());
        };
    }

    /**
     * X's weighted length, configuration 3 of <a href="https://docs.x.com/fundamentals/counting-characters">counting
     * characters</a>: Latin and its like count one, all else and an emoji two, a link 23.
     */
    private static int weighted(String text) {
        var normal = Normalizer.normalize(text, Normalizer.Form.NFC);
        int links = (int) URL.matcher(normal).results().count();
        return links * X_URL
                + GRAPHEME.matcher(URL.matcher(normal).replaceAll(""))
                        .results()
                        .mapToInt(grapheme -> weight(grapheme.group()))
                        .sum();
    }

    private static int weight(String grapheme) {
        if (grapheme.codePoints().anyMatch(Character::isEmojiPresentation)) {
            return 2;
        }
        return grapheme.codePoints().map(TextLength::weight).sum();
    }

    private static int weight(int codePoint) {
        boolean light = codePoint <= 4351
                || (codePoint >= 8192 && codePoint <= 8205)
                || (codePoint >= 8208 && codePoint <= 8223)
                || (codePoint >= 8242 && codePoint <= 8247);
        return light ? 1 : 2;
    }
}
