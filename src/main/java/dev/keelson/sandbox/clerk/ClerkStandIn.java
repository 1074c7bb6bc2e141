package dev.keelson.sandbox.clerk;

import dev.keelson.sandbox.server.StandIn;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

@Component
class ClerkStandIn implements StandIn {
    static final String VENDOR = "clerk";

    @Override
    public String vendor() {
        return VENDOR;
    }

    @Override
    public String summary() {
        return "Clerk: sign-up, sign-in, session tokens, the Backend API's users and sessions.";
    }

    @Override
    public Map<String, String> pages() {
        var pages = new LinkedHashMap<String, String>();
        pages.put("/clerk/", "everybody who signed up, and a form to do so");
        pages.put("/clerk/.well-known/jwks.json", "the key that session tokens are signed with");
        return pages;
    }

    @Override
    public ObjectNode error(int status) {
        return status == HttpStatus.TOO_MANY_REQUESTS.value()
                ? ClerkError.tooManyRequests().body()
                : ClerkError.internal(status).body();
    }

    /** Keys too: a verifier has to live with their absence. */
    @Override
    public boolean isApiCall(String path) {
        return path.startsWith("/clerk/v1/") || path.startsWith("/clerk/.well-known/");
    }
}
