package dev.keelson.clients.ayrshare;

/**
 * The secret that makes a call act for one user's profile. Every operation for a user takes it as an argument, because
 * Ayrshare lets a call without it act on our own primary profile and says nothing.
 */
public record ProfileKey(String value) {
    public ProfileKey {
        if (value.isBlank()) {
            throw new IllegalArgumentException("a profile key is never blank");
        }
    }

    /** Masked: a key has no place in a log. */
    @Override
    public String toString() {
        return "ProfileKey[***]";
    }
}
