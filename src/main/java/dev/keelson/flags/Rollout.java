package dev.keelson.flags;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keelson.shared.UserId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Which users are among the first so many percent. It follows from the flag's key and the user's id alone: a user stays in
 * when the percentage grows, and being early for one flag says nothing about another.
 */
final class Rollout {
    private Rollout() {}

    static boolean includes(String key, UserId user, int percentage) {
        return place(key, user) < percentage;
    }

    /** 0 to 99. To change how it is computed would turn features off for those who have them. */
    private static long place(String key, UserId user) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest((key + " " + user).getBytes(UTF_8));
            return Long.remainderUnsigned(ByteBuffer.wrap(hash).getLong(), 100);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
