package dev.keelson.auth;

import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookProvider;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Clerk's objects and events as Clerk sends them. */
final class ClerkFixtures {
    static final long T0 = 1_716_883_200_000L;

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final AtomicLong SEQUENCE = new AtomicLong();

    private ClerkFixtures() {}

    static String freshUserId() {
        return "user_" + UUID.randomUUID().toString().replace("-", "");
    }

    static String freshSessionId() {
        return "sess_" + UUID.randomUUID().toString().replace("-", "");
    }

    static String addressOf(String clerkId) {
        return clerkId.substring("user_".length()) + "@example.com";
    }

    /** Ada Lovelace, with a second address that stands before the primary one. */
    static ObjectNode user(String clerkId, long updatedAt) {
        var user = (ObjectNode) JSON.readTree("""
                {
                  "object": "user", "username": "ada", "first_name": "Ada", "last_name": "Lovelace",
                  "has_image": true, "image_url": "https://img.clerk.com/ada",
                  "primary_email_address_id": "idn_primary", "primary_phone_number_id": null,
                  "email_addresses": [
                    {"id": "idn_other", "object": "email_address", "email_address": "other@example.org",
                     "verification": null, "linked_to": []}
                  ],
                  "phone_numbers": [], "external_accounts": [], "public_metadata": {}, "unsafe_metadata": {"role": "admin"},
                  "external_id": null, "last_sign_in_at": null, "banned": false, "locked": false,
                  "lockout_expires_in_seconds": null, "legal_accepted_at": null, "birthday": "", "gender": ""
                }
                """);
        user.put("id", clerkId).put("created_at", T0).put("updated_at", updatedAt);
        return email(user, addressOf(clerkId), T0);
    }

    /** @param verifiedAt null for an address that nobody has verified */
    static ObjectNode email(ObjectNode user, String address, @Nullable Long verifiedAt) {
        var addresses = user.withArray("email_addresses");
        if (addresses.size() > 1) {
            addresses.remove(1);
        }
        var email = addresses
                .addObject()
                .put("id", "idn_primary")
                .put("object", "email_address")
                .put("email_address", address)
                .put("updated_at", verifiedAt == null ? T0 : verifiedAt);
        email.putObject("verification")
                .put("status", verifiedAt == null ? "unverified" : "verified")
                .put("strategy", "email_code");
        return user;
    }

    static ObjectNode session(String sessionId, String clerkId, String status, long updatedAt) {
        var session = (ObjectNode) JSON.readTree("""
                {
                  "object": "session", "client_id": "client_1", "actor": null, "last_active_organization_id": null,
                  "latest_activity": {
                    "object": "session_activity", "id": "sess_activity_1", "device_type": "Macintosh",
                    "is_mobile": false, "browser_name": "Chrome", "browser_version": "128", "ip_address": "203.0.113.7",
                    "city": "Vienna", "country": "AT"}
                }
                """);
        return session.put("id", sessionId)
                .put("user_id", clerkId)
                .put("status", status)
                .put("last_active_at", updatedAt)
                .put("expire_at", Instant.now().toEpochMilli() + 604_800_000L)
                .put("created_at", T0)
                .put("updated_at", updatedAt);
    }

    static ObjectNode deleted(String clerkId) {
        return JSON.createObjectNode().put("deleted", true).put("id", clerkId).put("object", "user");
    }

    static WebhookEvent event(String type, JsonNode data) {
        var payload = JSON.createObjectNode()
                .put("object", "event")
                .put("type", type)
                .put("timestamp", T0)
                .put("instance_id", "ins_keelson_test");
        payload.set("data", data);
        long sequence = SEQUENCE.incrementAndGet();
        return new WebhookEvent(
                sequence,
                WebhookProvider.CLERK,
                "msg_" + sequence,
                type,
                data.path("id").asString(""),
                Instant.ofEpochMilli(T0),
                Instant.ofEpochMilli(T0),
                1,
                payload,
                null);
    }

    static WebhookEvent created(ObjectNode user) {
        return event("user.created", user);
    }

    static WebhookEvent updated(String clerkId, long updatedAt, Consumer<ObjectNode> changes) {
        var user = user(clerkId, updatedAt);
        changes.accept(user);
        return event("user.updated", user);
    }
}
