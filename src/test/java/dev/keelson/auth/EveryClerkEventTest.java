package dev.keelson.auth;

import static dev.keelson.auth.ClerkFixtures.T0;
import static dev.keelson.auth.ClerkFixtures.freshSessionId;
import static dev.keelson.auth.ClerkFixtures.freshUserId;
import static dev.keelson.auth.ClerkFixtures.session;
import static dev.keelson.auth.ClerkFixtures.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.WebhookSender;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The 45 types of Clerk's webhook specification 2025-04-15: each is taken, and handled or knowingly left alone. */
@KeelsonTest
class EveryClerkEventTest {
    private static final List<String> TYPES = List.of(
            "email.created",
            "sms.created",
            "user.created",
            "user.updated",
            "user.deleted",
            "session.created",
            "session.pending",
            "session.ended",
            "session.removed",
            "session.revoked",
            "organization.created",
            "organization.updated",
            "organization.deleted",
            "organizationDomain.created",
            "organizationDomain.updated",
            "organizationDomain.deleted",
            "organizationInvitation.created",
            "organizationInvitation.accepted",
            "organizationInvitation.revoked",
            "organizationMembership.created",
            "organizationMembership.updated",
            "organizationMembership.deleted",
            "role.created",
            "role.updated",
            "role.deleted",
            "permission.created",
            "permission.updated",
            "permission.deleted",
            "waitlistEntry.created",
            "waitlistEntry.updated",
            "paymentAttempt.created",
            "paymentAttempt.updated",
            "subscription.created",
            "subscription.updated",
            "subscription.active",
            "subscription.pastDue",
            "subscriptionItem.abandoned",
            "subscriptionItem.active",
            "subscriptionItem.canceled",
            "subscriptionItem.ended",
            "subscriptionItem.freeTrialEnding",
            "subscriptionItem.incomplete",
            "subscriptionItem.pastDue",
            "subscriptionItem.upcoming",
            "subscriptionItem.updated");

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    @Test
    void everyTypeIsTakenAndHandledOrIgnored() throws Exception {
        assertThat(TYPES).hasSize(45).doesNotHaveDuplicates();
        String prefix = "msg_" + UUID.randomUUID() + "_";
        var expected = new TreeMap<String, String>();
        for (String type : TYPES) {
            expected.put(type, isOurs(type) ? "applied" : "ignored");
            assertThat(new WebhookSender(port).clerk(prefix + type, body(type)).statusCode())
                    .as(type)
                    .isEqualTo(200);
        }

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(outcomes(prefix)).isEqualTo(expected));
    }

    private static boolean isOurs(String type) {
        return List.of("user", "session", "organization", "organizationMembership")
                .contains(type.substring(0, type.indexOf('.')));
    }

    private Map<String, String> outcomes(String prefix) {
        var outcomes = new TreeMap<String, String>();
        jdbc.sql("""
                        select e.type, a.outcome from webhook_event e left join webhook_attempt a on a.seq = e.seq
                        where starts_with(e.event_id, :prefix)
                        """)
                .param("prefix", prefix)
                .query((row, _) -> outcomes.put(row.getString("type"), String.valueOf(row.getString("outcome"))))
                .list();
        return outcomes;
    }

    private static String body(String type) {
        var event = JsonMapper.shared()
                .createObjectNode()
                .put("object", "event")
                .put("type", type)
                .put("timestamp", T0)
                .put("instance_id", "ins_keelson_test");
        event.set("data", data(type));
        return event.toString();
    }

    private static JsonNode data(String type) {
        if (type.startsWith("session.")) {
            return session(freshSessionId(), freshUserId(), type.substring("session.".length()), T0);
        }
        if (type.equals("user.deleted")) {
            return ClerkFixtures.deleted(freshUserId());
        }
        if (type.startsWith("organization")) {
            return OrganizationsTest.membership(
                    "orgmem_" + UUID.randomUUID(), "org_" + UUID.randomUUID(), freshUserId(), T0);
        }
        return type.startsWith("user.")
                ? user(freshUserId(), T0)
                : JsonMapper.shared()
                        .createObjectNode()
                        .put("object", "whatever")
                        .put("id", "x_" + UUID.randomUUID());
    }
}
