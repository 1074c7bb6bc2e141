package dev.keelson.sandbox.ayrshare;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;

@AyrshareApi
class PostApi {
    private final Publishing publishing;
    private final Editing editing;
    private final Removal removal;

    PostApi(Publishing publishing, Editing editing, Removal removal) {
        this.publishing = publishing;
        this.editing = editing;
        this.removal = removal;
    }

    @PostMapping("/post")
    ResponseEntity<Object> publish(Caller caller, @RequestBody PostRequest request) {
        return PostAnswer.to(caller, publishing.submit(caller, request));
    }

    @PatchMapping("/post")
    Map<String, String> change(Caller caller, @RequestBody PostChange change) {
        var post = editing.change(caller, change);
        return Map.of("status", "success", "id", post.id());
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record RetryRequest(String id) {}

    @PutMapping("/post/retry")
    ResponseEntity<Object> retry(Caller caller, @RequestBody RetryRequest request) {
        return PostAnswer.to(caller, editing.retry(caller, request.id()));
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record DeleteRequest(
            @Nullable String id, @Nullable List<String> bulk, boolean deleteAllScheduled, boolean markManualDeleted) {}

    @DeleteMapping("/post")
    ResponseEntity<Object> delete(Caller caller, @RequestBody DeleteRequest request) {
        var refId = caller.profile().refId();
        if (request.deleteAllScheduled()) {
            return ResponseEntity.ok(removal.deleteAllScheduled(refId));
        }
        if (request.bulk() != null) {
            return ResponseEntity.ok(removal.deleteAll(refId, request.bulk()));
        }
        if (request.id() == null) {
            throw AyrshareException.badParameter("Missing or incorrect parameter: id.");
        }
        var answer = request.markManualDeleted()
                ? removal.markDeleted(refId, request.id())
                : removal.delete(refId, request.id());
        return ResponseEntity.status(Objects.equals(answer.get("status"), "success") ? 200 : 400)
                .body(answer);
    }
}
