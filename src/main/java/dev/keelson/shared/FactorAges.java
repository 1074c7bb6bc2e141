package dev.keelson.shared;

/**
 * How long ago the person behind a session proved who they are: Clerk's claim {@code fva}.
 *
 * @param first minutes since the first factor, such as a password; {@link #NEVER} where it was not
 * @param second minutes since the second factor, such as a code of an app; {@link #NEVER} where there is none
 */
public record FactorAges(long first, long second) {
    /** Not verified, or no such factor. */
    public static final long NEVER = -1;

    /** Nothing is known: nothing counts as verified. */
    public static final FactorAges UNKNOWN = new FactorAges(NEVER, NEVER);

    /** Both, that many minutes later. */
    public FactorAges older(long minutes) {
        return new FactorAges(older(first, minutes), older(second, minutes));
    }

    private static long older(long age, long minutes) {
        return age == NEVER ? NEVER : age + minutes;
    }
}
