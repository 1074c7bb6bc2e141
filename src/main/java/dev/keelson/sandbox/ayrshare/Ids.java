package dev.keelson.sandbox.ayrshare;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Ids and keys that look like Ayrshare's and the networks' own. */
final class Ids {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String DIGITS = "0123456789";
    private static final String ALPHANUMERIC = LETTERS + "abcdefghijklmnopqrstuvwxyz" + DIGITS;
    private static final RandomGenerator RANDOM = new SecureRandom();

    private Ids() {}

    /** Of a post or a webhook. */
    static String document() {
        return from(ALPHANUMERIC, 20);
    }

    static String refId() {
        var bytes = new byte[20];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    static String profileKey() {
        return IntStream.range(0, 4).mapToObj(i -> from(LETTERS + DIGITS, 7)).collect(Collectors.joining("-"));
    }

    static String linkSession() {
        return "ls_" + from(ALPHANUMERIC, 32);
    }

    /** A number for Telegram, a text for the others. */
    static Object nativePost(Network network) {
        return switch (network) {
            case BLUESKY -> "at://did:plc:sandbox/app.bsky.feed.post/3" + from("abcdefghijklmnopqrstuvwxyz234567", 12);
            case FACEBOOK -> number(15) + "_" + number(15);
            case GMB -> number(19);
            case INSTAGRAM -> number(17);
            case LINKEDIN -> "urn:li:share:" + number(19);
            case PINTEREST -> number(18);
            case REDDIT -> from("abcdefghijklmnopqrstuvwxyz0123456789", 7);
            case SNAPCHAT -> from(ALPHANUMERIC, 22);
            case TELEGRAM -> RANDOM.nextInt(1, 1_000_000_000);
            case THREADS -> number(17);
            case TIKTOK -> number(19);
            case TWITTER -> number(19);
            case YOUTUBE -> from(ALPHANUMERIC, 11);
        };
    }

    static String number(int digits) {
        return from("123456789", 1) + from(DIGITS, digits - 1);
    }

    private static String from(String alphabet, int length) {
        var text = new StringBuilder(length);
        RANDOM.ints(length, 0, alphabet.length()).forEach(i -> text.append(alphabet.charAt(i)));
        return text.toString();
    }
}
