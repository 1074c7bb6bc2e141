package dev.keelson.shared;

/** What may stand in a text that is stored or sent. JSON can write two things that are no characters. */
public final class Characters {
    /** What is said of a field that has another. */
    public static final String MESSAGE = "has a character that is none: \\u0000, or one half of a pair";

    private Characters() {}

    /** Neither {@code \\u0000}, which PostgreSQL does not keep, nor one half of a surrogate pair, which no UTF-8 can say. */
    public static boolean areAllIn(String text) {
        return text.codePoints().allMatch(c -> c != 0 && Character.getType(c) != Character.SURROGATE);
    }
}
