package dev.keelson.clients;

import org.jspecify.annotations.Nullable;

/**
 * The facts of a vendor call that failed.
 *
 * @param vendor whose API was called
 * @param operation what was called, such as {@code GET /users/{id}}: a template, never an address with ids
 * @param status the HTTP status, 0 where no answer came
 * @param vendorCode the vendor's own error code, where it sent one
 * @param requestId the vendor's id of the request, to quote to its support
 * @param message what the vendor said, without secrets
 */
public record ApiFailure(
        Vendor vendor,
        String operation,
        int status,
        @Nullable String vendorCode,
        @Nullable String requestId,
        String message) {

    public static ApiFailure noAnswer(Vendor vendor, String operation, String message) {
        return new ApiFailure(vendor, operation, 0, null, null, message);
    }

    @Override
    public String toString() {
        return "vendor=%s operation=\"%s\" status=%d vendorCode=%s requestId=%s message=\"%s\""
                .formatted(vendor, operation, status, vendorCode, requestId, message);
    }
}
