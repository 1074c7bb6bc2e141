package dev.keelson.sandbox.clerk;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** The Backend API's sessions. */
@RestController
@RequestMapping("/clerk/v1/sessions")
class BackendSessionsApi {
    private final Sessions sessions;

    BackendSessionsApi(Sessions sessions) {
        this.sessions = sessions;
    }

    @GetMapping
    List<ObjectNode> list(
            @RequestParam(name = "user_id", required = false) @Nullable String userId,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(defaultValue = "10") int limit,
            @RequestParam(defaultValue = "0") int offset) {
        if (userId == null) {
            throw ClerkError.unprocessable("form_param_missing", "user_id must be included.", "user_id");
        }
        return sessions.of(userId).stream()
                .filter(session ->
                        status == null || status.equals(session.get("status").stringValue()))
                .skip(offset)
                .limit(limit)
                .map(sessions::answer)
                .toList();
    }

    @GetMapping("/{id}")
    ObjectNode get(@PathVariable String id) {
        return sessions.answer(sessions.get(id));
    }

    @PostMapping("/{id}/revoke")
    ObjectNode revoke(@PathVariable String id) {
        return sessions.answer(sessions.end(id, Sessions.End.REVOKED));
    }
}
