package dev.keelson.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Makes a failure small enough to be understood: leaves out one thing after the other while it still fails. */
public final class Shrinker {
    /** Checks of a smaller failure; each is a whole run. */
    private static final int PATIENCE = 200;

    private Shrinker() {}

    /**
     * Runs the check, and where it fails, fails as it does with the fewest of the things.
     *
     * @param things in their order, such as the deliveries of events
     * @param check throws an {@link AssertionError} where the property does not hold for these things
     */
    public static <T> void check(List<T> things, Consumer<List<T>> check) {
        try {
            check.accept(things);
        } catch (AssertionError whole) {
            throw shrunk(things, check, whole);
        }
    }

    private static <T> AssertionError shrunk(List<T> things, Consumer<List<T>> check, AssertionError whole) {
        var smallest = new ArrayList<>(things);
        AssertionError failure = whole;
        int checks = 0;
        // From the end, and again as long as that helps: what could not be spared at first often can later.
        for (int before = Integer.MAX_VALUE; smallest.size() < before && checks < PATIENCE; ) {
            before = smallest.size();
            for (int i = smallest.size() - 1; i >= 0 && checks < PATIENCE; i--, checks++) {
                var without = new ArrayList<>(smallest);
                without.remove(i);
                try {
                    check.accept(without);
                } catch (AssertionError smaller) {
                    smallest = without;
                    failure = smaller;
                }
            }
        }
        return new AssertionError(
                "%s%nFails with %d of %d: %s".formatted(failure.getMessage(), smallest.size(), things.size(), smallest),
                whole);
    }
}
