package dev.keelson.social.posts;

import java.util.Arrays;
import java.util.List;

/** What can become of a target, for tests outside the module. */
public final class PublishFailureRows {
    private PublishFailureRows() {}

    /** Of each: its code, whether it may be retried, its meaning, its action. */
    public static List<List<String>> all() {
        return Arrays.stream(PublishFailure.values())
                .map(failure -> List.of(
                        failure.name(), failure.isRetryable() ? "yes" : "no", failure.meaning(), failure.action()))
                .toList();
    }
}
