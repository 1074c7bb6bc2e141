package dev.keelson.sandbox.stripe;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.node.ObjectNode;

/** The answer to a button: a browser is sent on, others are told in a sentence or in JSON what has happened. */
final class PageAnswer {
    private PageAnswer() {}

    /** @param next where a browser goes */
    static ResponseEntity<String> of(@Nullable String accept, String next, String sentence, ObjectNode facts) {
        var accepted = accept == null ? List.<MediaType>of() : MediaType.parseMediaTypes(accept);
        if (accepted.stream().anyMatch(type -> type.equalsTypeAndSubtype(MediaType.TEXT_HTML))) {
            return ResponseEntity.status(303).location(URI.create(next)).build();
        }
        if (accepted.stream().anyMatch(type -> type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON))) {
            return ResponseEntity.ok()
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(facts.put("message", sentence).toString());
        }
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_TYPE, "text/plain;charset=UTF-8")
                .body(sentence + "\n");
    }
}
