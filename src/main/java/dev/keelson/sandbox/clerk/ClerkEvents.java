package dev.keelson.sandbox.clerk;

import dev.keelson.sandbox.server.SandboxIds;
import dev.keelson.sandbox.server.WebhookSender;
import java.time.Clock;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tells Keelson what happened, in Clerk's envelope. */
@Component
class ClerkEvents {
    private final WebhookSender sender;
    private final Instance instance;
    private final Clock clock;

    ClerkEvents(WebhookSender sender, Instance instance, Clock clock) {
        this.sender = sender;
        this.instance = instance;
        this.clock = clock;
    }

    /** @param data the object as it is after what happened */
    void send(String type, ObjectNode data) {
        var visitor = Visitor.current();
        var event = JsonMapper.shared().createObjectNode();
        event.set("data", data);
        event.putObject("event_attributes")
                .putObject("http_request")
                .put("client_ip", visitor.ip())
                .put("user_agent", visitor.userAgent());
        event.put("instance_id", instance.id())
                .put("object", "event")
                .put("timestamp", clock.millis())
                .put("type", type);
        sender.send(ClerkStandIn.VENDOR, SandboxIds.next("msg_"), type, event);
    }
}
