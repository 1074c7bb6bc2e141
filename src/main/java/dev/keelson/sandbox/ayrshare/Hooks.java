package dev.keelson.sandbox.ayrshare;

import dev.keelson.sandbox.server.SandboxOptions;
import dev.keelson.sandbox.server.WebhookSender;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The webhooks' bodies. All go to the one URL that the account would have registered on its primary profile. */
@Component
class Hooks {
    private final WebhookSender sender;
    private final SandboxOptions options;
    private final JsonMapper json;
    private final Clock clock;

    Hooks(WebhookSender sender, SandboxOptions options, JsonMapper json, Clock clock) {
        this.sender = sender;
        this.options = options;
        this.json = json;
        this.clock = clock;
    }

    void linked(Profile profile, Account account) {
        send(social(profile, account, "link", "user"));
    }

    void unlinked(Profile profile, Account account) {
        send(social(profile, account, "unlink", "user"));
    }

    /** Ayrshare found the connection invalid and took it away. */
    void dropped(Profile profile, Account account) {
        var body = social(profile, account, "unlink", "system");
        body.putObject("details")
                .put("status", "error")
                .put("code", Code.FACEBOOK_AUTHORISATION.number())
                .put("message", Code.FACEBOOK_AUTHORISATION.message());
        send(body);
    }

    /** The connection ends soon unless the user links again. */
    void refreshNeeded(Profile profile, Account account, int days) {
        send(social(profile, account, "refresh", "system")
                .put("refreshBy", now().plus(Duration.ofDays(days)).toString()));
    }

    /** A scheduled post has had its outcome. */
    void scheduled(Post post) {
        send(outcome(post));
    }

    /** TikTok has finished with a post, and its id is known. */
    void tikTokPublished(Post post) {
        send(outcome(post).put("subAction", "tikTokPublished"));
    }

    private ObjectNode social(Profile profile, Account account, String type, String source) {
        return body("social", profile.refId())
                .put("code", 200)
                .put("title", profile.title())
                .put("platform", account.platform().id())
                .put("displayName", account.displayName())
                .put("type", type)
                .put("source", source);
    }

    private ObjectNode outcome(Post post) {
        boolean success = post.outcome().errors().isEmpty();
        var body = body("scheduled", post.refId())
                .put("code", success ? 200 : 400)
                .put("status", success ? "success" : "error")
                .put("id", post.id());
        body.set("errors", json.valueToTree(post.outcome().errors()));
        body.set("postIds", json.valueToTree(post.outcome().postIds()));
        return body;
    }

    private ObjectNode body(String action, String refId) {
        return json.createObjectNode()
                .put("action", action)
                .put("created", now().toString())
                .put("hookId", Ids.document())
                .put("refId", refId)
                .put("url", options.target().resolve("/webhooks/ayrshare").toString());
    }

    private void send(ObjectNode body) {
        sender.send(
                AyrshareStandIn.VENDOR,
                body.get("hookId").asString(),
                body.get("action").asString(),
                body);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
