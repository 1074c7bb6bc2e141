package dev.keelson.clients;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/** How a vendor says that a call failed. */
public interface VendorErrors {
    /**
     * @param code the vendor's code
     * @param message what it said, without secrets and personal data
     */
    record VendorError(@Nullable String code, String message) {}

    VendorError describe(JsonNode body);

    /** The vendor's id of the request, to quote to its support. */
    @Nullable
    String requestId(HttpHeaders headers);

    /**
     * What the status alone does not say.
     *
     * @param body missing where it was no JSON
     * @param text the body as it came
     * @return null where the status says enough
     */
    default @Nullable ApiException special(ApiFailure failure, JsonNode body, String text) {
        return null;
    }

    /** How long to wait where the limit is reached and the vendor does not say. */
    default Duration pauseWhenLimited() {
        return Duration.ofSeconds(10);
    }

    /** Whether a 429 is about all our calls, and not only about this object or operation. */
    default boolean limitsAll(HttpHeaders headers, @Nullable String code) {
        return true;
    }

    /** Whether the vendor also fails with a status of success. */
    default boolean failsWithSuccess() {
        return false;
    }

    /** Whether an answer with a status of success says that the call failed. */
    default boolean isFailure(JsonNode body) {
        return false;
    }
}
