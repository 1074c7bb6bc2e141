package dev.keelson.sandbox.clerk;

import dev.keelson.sandbox.clerk.SignIns.SignedIn;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a frontend asks for through Clerk's library: paths are Clerk's, answers are shortened, with the token where it is
 * easily found.
 */
@RestController
@RequestMapping("/clerk/v1/client")
class FrontendApi {
    private final SignIns signIns;
    private final Sessions sessions;
    private final SessionTokens tokens;

    FrontendApi(SignIns signIns, Sessions sessions, SessionTokens tokens) {
        this.signIns = signIns;
        this.sessions = sessions;
        this.tokens = tokens;
    }

    @PostMapping("/sign_ups")
    ObjectNode signUp(HttpServletRequest request) throws IOException {
        var parameters = Parameters.of(request);
        return answer(signIns.signUp(NewUser.from(parameters), parameters.lifetime()));
    }

    @PostMapping("/sign_ins")
    ObjectNode signIn(HttpServletRequest request) throws IOException {
        var parameters = Parameters.of(request);
        return answer(
                signIns.signIn(parameters.required("identifier"), parameters.text("actor"), parameters.lifetime()));
    }

    @PostMapping("/sessions/{id}/tokens")
    ObjectNode token(@PathVariable String id, HttpServletRequest request) throws IOException {
        return token(sessions.used(id), Parameters.of(request).lifetime());
    }

    /** The person proves again who they are, as before something that cannot be undone. */
    @PostMapping("/sessions/{id}/verify/attempt_first_factor")
    ObjectNode reverify(@PathVariable String id, HttpServletRequest request) throws IOException {
        return token(sessions.reverified(id), Parameters.of(request).lifetime());
    }

    @PostMapping("/sessions/{id}/end")
    ObjectNode end(@PathVariable String id) {
        return answer(sessions.end(id, Sessions.End.ENDED));
    }

    @PostMapping("/sessions/{id}/remove")
    ObjectNode remove(@PathVariable String id) {
        return answer(sessions.end(id, Sessions.End.REMOVED));
    }

    private ObjectNode token(ObjectNode session, Duration lifetime) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("object", "token")
                .put("jwt", tokens.issue(session, lifetime));
    }

    private ObjectNode answer(ObjectNode session) {
        var answer = JsonMapper.shared().createObjectNode();
        answer.set("response", sessions.answer(session));
        return answer;
    }

    private static ObjectNode answer(SignedIn signedIn) {
        var answer = JsonMapper.shared()
                .createObjectNode()
                .put("user_id", signedIn.user().get("id").stringValue())
                .put("session_id", signedIn.sessionId())
                .put("jwt", signedIn.token());
        answer.set("response", signedIn.user());
        return answer;
    }
}
