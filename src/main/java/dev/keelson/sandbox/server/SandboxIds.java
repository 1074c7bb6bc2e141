package dev.keelson.sandbox.server;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/** Ids in the vendors' style: a prefix, then letters and digits. */
public final class SandboxIds {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 27;
    private static final RandomGenerator RANDOM = new SecureRandom();

    private SandboxIds() {}

    /** @param prefix with its underscore, such as {@code user_} */
    public static String next(String prefix) {
        var id = new StringBuilder(prefix);
        RANDOM.ints(LENGTH, 0, ALPHABET.length()).forEach(i -> id.append(ALPHABET.charAt(i)));
        return id.toString();
    }
}
