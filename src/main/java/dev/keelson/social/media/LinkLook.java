package dev.keelson.social.media;

import org.jspecify.annotations.Nullable;

/**
 * What was seen at a link.
 *
 * @param status what its server answered; null where it did not answer
 * @param type by the content, null where that could not be seen
 * @param bytes as the server told, null where it did not
 * @param why it is of no use to networks; null where it is
 */
record LinkLook(
        @Nullable Integer status,
        @Nullable FileType type,
        Measures measures,
        @Nullable Long bytes,
        @Nullable Fault why) {

    /** @param detail what was seen, for the user */
    record Fault(MediaProblem problem, String detail) {}

    static LinkLook bad(@Nullable Integer status, MediaProblem problem, String detail) {
        return new LinkLook(status, null, Measures.NONE, null, new Fault(problem, detail));
    }

    boolean isGood() {
        return why == null;
    }
}
