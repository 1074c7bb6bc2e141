package dev.keelson.sandbox.ayrshare;

import dev.keelson.sandbox.server.StandIn;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Component
class AyrshareStandIn implements StandIn {
    static final String VENDOR = "ayrshare";

    private final JsonMapper json;

    AyrshareStandIn(JsonMapper json) {
        this.json = json;
    }

    @Override
    public String vendor() {
        return VENDOR;
    }

    @Override
    public String summary() {
        return "Profiles, linking of the 13 networks, posts, history and analytics; what is published is shown here only.";
    }

    @Override
    public Map<String, String> pages() {
        var pages = new LinkedHashMap<String, String>();
        pages.put("/ayrshare/", "profiles, their networks and what they published");
        return pages;
    }

    @Override
    public ObjectNode error(int status) {
        return json.createObjectNode()
                .put("status", "error")
                .put("message", "The sandbox was told to answer with %d.".formatted(status));
    }

    @Override
    public boolean isApiCall(String path) {
        return path.startsWith(AyrshareApi.PATH + "/");
    }
}
