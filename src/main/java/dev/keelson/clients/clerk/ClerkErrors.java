package dev.keelson.clients.clerk;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.ApiException.InvalidField;
import dev.keelson.clients.ApiFailure;
import dev.keelson.clients.VendorErrors;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/** {@code {"errors": [{"message", "long_message", "code", "meta": {"param_name"}}], "clerk_trace_id"}}. */
final class ClerkErrors implements VendorErrors {
    @Override
    public VendorError describe(JsonNode body) {
        JsonNode first = body.path("errors").path(0);
        String message = Json.text(first, "long_message")
                .or(() -> Json.text(first, "message"))
                .orElse("no reason given");
        return new VendorError(Json.textOrNull(first, "code"), message);
    }

    @Override
    public @Nullable String requestId(HttpHeaders headers) {
        return headers.getFirst("cf-ray");
    }

    @Override
    public @Nullable ApiException special(ApiFailure failure, JsonNode body, String text) {
        int status = failure.status();
        List<InvalidField> fields = body.path("errors")
                .valueStream()
                .flatMap(error -> field(error).stream())
                .toList();
        return (status == 400 || status == 422) && !fields.isEmpty()
                ? new ApiException.Invalid(failure, text, fields)
                : null;
    }

    private static Optional<InvalidField> field(JsonNode error) {
        return Json.text(error.path("meta"), "param_name")
                .map(name -> new InvalidField(
                        name,
                        Json.text(error, "long_message")
                                .or(() -> Json.text(error, "message"))
                                .orElse("is not accepted")));
    }
}
