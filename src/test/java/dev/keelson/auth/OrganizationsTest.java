package dev.keelson.auth;

import static dev.keelson.auth.ClerkFixtures.T0;
import static dev.keelson.auth.ClerkFixtures.deleted;
import static dev.keelson.auth.ClerkFixtures.event;
import static dev.keelson.auth.ClerkFixtures.freshUserId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.keelson.shared.CurrentUser;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import dev.keelson.webhooks.NonRetryableWebhookException;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@KeelsonTest
class OrganizationsTest {
    @Autowired
    private ClerkOrganizationEvents handler;

    @Autowired
    private ClerkUserEvents userHandler;

    @Autowired
    private Organizations organizations;

    @Autowired
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    private final String organization = "org_" + UUID.randomUUID();
    private final String membership = "orgmem_" + UUID.randomUUID();

    /** Both an organisation and a membership: each is read for what it is. */
    static ObjectNode membership(String id, String organization, String clerkId, long updatedAt) {
        var json = JsonMapper.shared()
                .createObjectNode()
                .put("id", id)
                .put("object", "organization_membership")
                .put("role", "org:admin")
                .put("name", "Acme")
                .put("slug", "acme")
                .put("updated_at", updatedAt);
        json.putObject("organization").put("id", organization);
        json.putObject("public_user_data").put("user_id", clerkId);
        return json;
    }

    @Test
    void accountShowsWhatItBelongsTo() {
        CurrentUser user = users.fresh();
        deliver("organizationMembership.created", membership(membership, organization, user.clerkId(), T0));

        assertThat(organizations.of(user.id()))
                .containsExactly(new Organizations.Belonging(organization, null, null, "admin"));
        deliver("organization.created", membership(organization, "", "", T0));
        assertThat(organizations.of(user.id()))
                .containsExactly(new Organizations.Belonging(organization, "Acme", "acme", "admin"));
    }

    @Test
    void deletedOrganizationAndEndedMembershipDoNotComeBack() {
        CurrentUser user = users.fresh();
        deliver("organizationMembership.created", membership(membership, organization, user.clerkId(), T0));
        deliver("organization.deleted", deleted(organization));

        assertThat(deliver("organization.updated", membership(organization, "", "", T0 + 9)))
                .isEqualTo(WebhookOutcome.SUPERSEDED);
        assertThat(organizations.of(user.id())).isEmpty();

        var other = "org_" + UUID.randomUUID();
        var second = "orgmem_" + UUID.randomUUID();
        deliver("organizationMembership.deleted", membership(second, other, user.clerkId(), T0));
        assertThat(deliver("organizationMembership.updated", membership(second, other, user.clerkId(), T0 + 1)))
                .isEqualTo(WebhookOutcome.SUPERSEDED);
        assertThat(organizations.of(user.id())).isEmpty();
    }

    @Test
    void membershipOfADeletedUserIsNotKept() {
        var clerkId = freshUserId();
        new Inbox(transaction).deliver(userHandler, event("user.deleted", deleted(clerkId)));

        assertThat(deliver("organizationMembership.created", membership(membership, organization, clerkId, T0)))
                .isEqualTo(WebhookOutcome.SUPERSEDED);
    }

    @Test
    void whatSaysNotWhoBelongsToWhatIsNotRetried() {
        for (var event : List.of(
                event("organizationMembership.created", membership(membership, organization, "", T0)),
                event(
                        "organization.created",
                        JsonMapper.shared().createObjectNode().put("id", organization)),
                event("organization.deleted", JsonMapper.shared().createObjectNode()))) {
            assertThatExceptionOfType(NonRetryableWebhookException.class)
                    .isThrownBy(() -> new Inbox(transaction).deliver(handler, event));
        }
    }

    @Test
    void anyOrderOfTheSameEventsEndsInTheSameRows() {
        long seed = Long.getLong("keelson.seed", new Random().nextLong());
        var random = new Random(seed);
        var clerkId = users.fresh().clerkId();
        for (int round = 0; round < 25; round++) {
            var history = history(random, clerkId);
            Set<String> ends = new HashSet<>();
            for (int permutation = 0; permutation < 5; permutation++) {
                var id = UUID.randomUUID().toString();
                history.forEach(step -> deliver(step.type(), step.of(id)));
                ends.add(rows(id));
                Collections.shuffle(history, random);
                history.add(history.get(random.nextInt(history.size())));
            }
            assertThat(ends).as("seed %d, round %d: %s", seed, round, history).hasSize(1);
        }
    }

    private record Step(String type, ObjectNode data) {
        ObjectNode of(String id) {
            var json = data.deepCopy();
            boolean isMembership = type.startsWith("organizationMembership");
            json.put("id", (isMembership ? "orgmem_" : "org_") + id);
            json.withObject("organization").put("id", "org_" + id);
            return json;
        }
    }

    private static List<Step> history(Random random, String clerkId) {
        var steps = new ArrayList<Step>();
        long at = T0;
        steps.add(new Step("organization.created", membership("", "", clerkId, at)));
        steps.add(new Step("organizationMembership.created", membership("", "", clerkId, at)));
        for (int i = random.nextInt(6); i > 0; i--) {
            at += random.nextInt(2);
            boolean member = random.nextBoolean();
            var json = membership("", "", clerkId, at)
                    .put("role", random.nextBoolean() ? "org:admin" : "org:member")
                    .put("name", "Acme " + random.nextInt(3));
            steps.add(new Step(member ? "organizationMembership.updated" : "organization.updated", json));
        }
        if (random.nextBoolean()) {
            steps.add(new Step("organizationMembership.deleted", membership("", "", clerkId, at + random.nextInt(2))));
        }
        if (random.nextInt(3) == 0) {
            steps.add(new Step("organization.deleted", JsonMapper.shared().createObjectNode()));
        }
        return steps;
    }

    private WebhookOutcome deliver(String type, ObjectNode data) {
        WebhookEvent event = event(type, data);
        return new Inbox(transaction).deliver(handler, event);
    }

    private String rows(String id) {
        return jdbc.sql("""
                        select jsonb_agg(row) from (
                          select to_jsonb(o) - '{clerk_id,created_at,updated_at}'::text[] as row
                          from organizations o where clerk_id = 'org_' || :id
                          union all
                          select to_jsonb(m) - '{clerk_id,clerk_organization_id,created_at,updated_at}'::text[]
                          from organization_memberships m where clerk_id = 'orgmem_' || :id) as rows
                        """).param("id", id).query(String.class).single();
    }
}
