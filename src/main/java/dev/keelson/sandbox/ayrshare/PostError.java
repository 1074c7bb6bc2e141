package dev.keelson.sandbox.ayrshare;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why one network did not take a post.
 *
 * @param verifyCheck true where Ayrshare found it before asking the network
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PostError(
        String action,
        String status,
        int code,
        String message,
        Network platform,
        @Nullable String details,
        @Nullable Map<String, Object> detailsData,
        @Nullable Boolean retryAvailable,
        @Nullable Boolean verifyCheck) {

    static PostError of(Network network, Code code) {
        return of(network, code, code.message(network));
    }

    static PostError of(Network network, Code code, String message) {
        return of(network, code.number(), message, code.retryable() ? true : null, null);
    }

    /** Found before the network was asked. */
    static PostError foundBefore(Network network, Code code, String message) {
        return of(network, code.number(), message, null, true);
    }

    /** A code that someone told the sandbox and whose meaning it does not know. */
    static PostError told(Network network, int code) {
        return of(network, code, "The sandbox was told to fail with code " + code + ".", null, null);
    }

    private static PostError of(
            Network network, int code, String message, @Nullable Boolean retryable, @Nullable Boolean verifyCheck) {
        return new PostError("post", "error", code, message, network, null, null, retryable, verifyCheck);
    }

    PostError withDetails(@Nullable String newDetails, @Nullable Map<String, Object> newData) {
        return new PostError(action, status, code, message, platform, newDetails, newData, retryAvailable, verifyCheck);
    }

    boolean canBeRetried() {
        return Boolean.TRUE.equals(retryAvailable);
    }
}
