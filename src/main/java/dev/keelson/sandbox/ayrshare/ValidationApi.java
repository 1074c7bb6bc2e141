package dev.keelson.sandbox.ayrshare;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;

/** Checks without publishing. */
@AyrshareApi
class ValidationApi {
    record Validation(String status, List<PostError> errors) {}

    @PostMapping("/validate/post")
    ResponseEntity<Validation> validate(Caller caller, @RequestBody PostRequest request) {
        if (request.post() == null) {
            throw AyrshareException.badParameter("Missing or incorrect parameter: post.");
        }
        var errors = request.networks(caller.profile()).stream()
                .flatMap(network -> PostRules.broken(network, request).stream())
                .toList();
        return errors.isEmpty()
                ? ResponseEntity.ok(new Validation("success", errors))
                : ResponseEntity.badRequest().body(new Validation("error", errors));
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record UrlRequest(@Nullable String mediaUrl) {}

    record UrlAnswer(
            String status,
            int statusCode,
            String statusText,
            @Nullable String contentType) {}

    @PostMapping("/media/urlExists")
    ResponseEntity<UrlAnswer> urlExists(Caller caller, @RequestBody UrlRequest request) {
        var url = request.mediaUrl();
        if (url == null || !(Media.isWellFormed(url) || url.startsWith("http://127.0.0.1:"))) {
            throw AyrshareException.badParameter("Missing or incorrect parameter: mediaUrl.");
        }
        return Media.exists(url)
                ? ResponseEntity.ok(new UrlAnswer(
                        "success", 200, "OK", Media.contentType(url).orElse("application/octet-stream")))
                : ResponseEntity.badRequest().body(new UrlAnswer("error", 404, "Not Found", null));
    }
}
