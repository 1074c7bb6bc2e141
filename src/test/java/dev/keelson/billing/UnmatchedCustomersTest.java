package dev.keelson.billing;

import static dev.keelson.billing.Deliveries.event;
import static dev.keelson.billing.StripeObjects.CREATED;
import static dev.keelson.testing.TestUsers.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Role;
import dev.keelson.shared.UserId;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import dev.keelson.webhooks.WebhookHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Whose a customer is of which no event of ours ever told: its metadata says it, or an administrator. */
@KeelsonTest
class UnmatchedCustomersTest {
    private static final String PATH = "/api/v1/admin/billing/unmatched-customers";

    @Autowired
    private List<WebhookHandler> handlers;

    @Autowired
    private TestUsers users;

    @Autowired
    private Customers customers;

    @Autowired
    private UserPlans plans;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private MockMvc mvc;

    private final String unique = UUID.randomUUID().toString().substring(0, 8);
    private final String cus = "cus_" + unique;
    private Deliveries deliveries;
    private CurrentUser admin;
    private CurrentUser user;

    @BeforeEach
    void people() {
        deliveries = new Deliveries(handlers, transaction, jdbc);
        admin = users.fresh(Role.ADMIN);
        user = users.fresh();
    }

    @ParameterizedTest
    @ValueSource(strings = {"clerk_user_id", "clerkUserId", "userId", "user_id"})
    void customerThatNamesItsUserByTheClerkIdIsTheirsWithAllItHas(String key) {
        buyPro(cus);
        arrives(customer(cus, key, user.clerkId()));

        assertThat(ownerOf(cus)).isEqualTo(user.id().toString());
        assertThat(plans.of(user.id()).name()).isEqualTo("pro");
    }

    @Test
    void ourOwnIdSaysItBetterThanClerks() {
        var other = users.fresh();
        var customer = customer(cus, "clerk_user_id", other.clerkId());
        customer.withObject("/metadata").put("keelson_user_id", user.id().toString());

        arrives(customer);

        assertThat(ownerOf(cus)).isEqualTo(user.id().toString());
    }

    @Test
    void userWhoComesLaterGetsWhatNamesThem() {
        UserId late = users.announced();
        buyPro(cus);
        arrives(customer(cus, "clerk_user_id", "user_" + late.toString().replace("-", "")));
        assertThat(ownerOf(cus)).isNull();
        assertThat(find(cus).path("reason").stringValue()).isEqualTo("user_unknown");

        users.arrived(late, Role.FREE);
        transaction.executeWithoutResult(_ -> customers.linkWaitingFor(late));

        assertThat(ownerOf(cus)).isEqualTo(late.toString());
        assertThat(plans.of(late).name()).isEqualTo("pro");
    }

    @Test
    void metadataThatIsNoClerkIdNamesNobody() {
        arrives(customer(cus, "userId", "4711"));

        assertThat(ownerOf(cus)).isNull();
        assertThat(find(cus).path("reason").stringValue()).isEqualTo("names_nobody");
    }

    @Test
    void customerOfAnErasedClerkUserIsErased() {
        jdbc.sql("""
                        update users set status = 'deleted', deleted_at = now(), email = null, role = 'free', plan = 'free'
                        where id = :id
                        """).param("id", user.id().value()).update();

        arrives(customer(cus, "clerk_user_id", user.clerkId()));

        assertThat(jdbc.sql("select erased_at is not null from customers where stripe_id = :id")
                        .param("id", cus)
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void emailAloneNamesCandidatesAndLinksNobody() {
        String email = unique + "@Example.com";
        hasVerified(user, email.toLowerCase(Locale.ROOT));
        var claimant = users.fresh();
        jdbc.sql("update users set email = :email, email_contested = true where id = :id")
                .param("email", email)
                .param("id", claimant.id().value())
                .update();
        arrives(customer(cus, "plan", "gold").put("email", email));

        var found = find(cus);

        assertThat(ownerOf(cus)).isNull();
        assertThat(found.path("reason").stringValue()).isEqualTo("same_email");
        assertThat(found.path("candidates").valueStream().map(JsonNode::stringValue))
                .containsExactly(user.id().toString());
    }

    @Test
    void addressThatTwoHaveVerifiedNamesBoth() {
        var second = users.fresh();
        hasVerified(user, unique + "@example.org");
        jdbc.sql("update users set email_contested = true where id = :id")
                .param("id", user.id().value())
                .update();
        hasVerified(second, unique + "@example.org");
        arrives(customer(cus, "plan", "gold").put("email", unique + "@example.org"));

        assertThat(find(cus).path("candidates").valueStream().map(JsonNode::stringValue))
                .containsExactlyInAnyOrder(user.id().toString(), second.id().toString());
    }

    @Test
    void pagesShowEachUnmatchedCustomerOnceAndNoLinkedOrDeletedOne() throws Exception {
        for (int i = 0; i < 5; i++) {
            arrives(customer(cus + "_" + i, "plan", "gold"));
        }
        arrives(customer(cus + "_linked", "clerk_user_id", user.clerkId()));
        deliveries.deliver(event("customer.deleted", CREATED, customer(cus + "_gone", "plan", "gold")));

        var seen = new ArrayList<String>();
        String cursor = null;
        do {
            var page = page(cursor, 2);
            page.path("items").forEach(item -> seen.add(item.path("stripeId").stringValue()));
            cursor = page.path("nextCursor").asString(null);
        } while (cursor != null);

        assertThat(seen)
                .doesNotHaveDuplicates()
                .contains(cus + "_0", cus + "_1", cus + "_2", cus + "_3", cus + "_4")
                .doesNotContain(cus + "_linked", cus + "_gone");
    }

    @Test
    void linkGivesTheCustomerWithAllItHasOnceAndIsAudited() throws Exception {
        buyPro(cus);
        arrives(customer(cus, "plan", "gold"));
        String id = find(cus).path("id").stringValue();

        link(id, user.id()).andExpect(status().isNoContent());
        link(id, user.id()).andExpect(status().isNoContent());

        assertThat(ownerOf(cus)).isEqualTo(user.id().toString());
        assertThat(plans.of(user.id()).name()).isEqualTo("pro");
        assertThat(jdbc.sql("""
                                select count(*) from audit_log
                                where action = 'billing_customer.linked' and subject = :subject and actor_id = :actor
                                """)
                        .param("subject", user.id().toString())
                        .param("actor", admin.id().value())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        arrives(customer(cus, "plan", "silver"));
        assertThat(ownerOf(cus)).as("after the next event").isEqualTo(user.id().toString());
    }

    @Test
    void customerOfSomebodyElseIsRefused() throws Exception {
        var other = users.fresh();
        arrives(customer(cus, "plan", "gold"));
        String id = find(cus).path("id").stringValue();
        link(id, other.id()).andExpect(status().isNoContent());

        link(id, user.id())
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("CUSTOMER_ALREADY_LINKED"));

        assertThat(ownerOf(cus)).isEqualTo(other.id().toString());
    }

    @Test
    void whatDoesNotExistIsNotLinked() throws Exception {
        arrives(customer(cus, "plan", "gold"));
        String id = find(cus).path("id").stringValue();

        link(UUID.randomUUID().toString(), user.id()).andExpect(status().isNotFound());
        link(id, users.announced()).andExpect(status().isNotFound());
        mvc.perform(post(PATH + "/" + id + "/link")
                        .with(as(admin))
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{}"))
                .andExpect(status().is4xxClientError());

        assertThat(ownerOf(cus)).isNull();
    }

    private void buyPro(String customer) {
        var product = StripeObjects.product("prod_" + unique, "Pro");
        var price = StripeObjects.price("price_" + unique, "prod_" + unique, 900);
        deliveries.deliver(event("product.created", CREATED, product));
        deliveries.deliver(event("price.created", CREATED, price));
        deliveries.deliver(event(
                "customer.subscription.created",
                CREATED,
                StripeObjects.subscription(
                        "sub_" + unique, customer, "active", List.of(StripeObjects.item("si_" + unique, price)))));
    }

    private int second;

    private void arrives(ObjectNode customer) {
        deliveries.deliver(event("customer.updated", CREATED + second++, customer));
    }

    private ObjectNode customer(String id, String key, String value) {
        var customer = StripeObjects.customer(id, user.id());
        customer.putObject("metadata").put(key, value);
        return customer;
    }

    private void hasVerified(CurrentUser holder, String email) {
        jdbc.sql("update users set email = :email, email_verified_at = now() where id = :id")
                .param("email", email)
                .param("id", holder.id().value())
                .update();
    }

    private ResultActions link(String id, UserId owner) throws Exception {
        return mvc.perform(post(PATH + "/" + id + "/link")
                .with(as(admin))
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"userId\": \"%s\"}".formatted(owner)));
    }

    private JsonNode page(@Nullable String cursor, int limit) throws Exception {
        var request = get(PATH).with(as(admin)).param("limit", Integer.toString(limit));
        if (cursor != null) {
            request.param("cursor", cursor);
        }
        return JsonMapper.shared()
                .readTree(mvc.perform(request)
                        .andExpect(status().isOk())
                        .andReturn()
                        .getResponse()
                        .getContentAsString());
    }

    private JsonNode find(String stripeId) {
        try {
            String cursor = null;
            do {
                var page = page(cursor, 100);
                for (var item : page.path("items")) {
                    if (item.path("stripeId").stringValue().equals(stripeId)) {
                        return item;
                    }
                }
                cursor = page.path("nextCursor").asString(null);
            } while (cursor != null);
            throw new AssertionError(stripeId + " is not among the unmatched");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private @Nullable String ownerOf(String stripeId) {
        return jdbc.sql("select user_id from customers where stripe_id = :id")
                .param("id", stripeId)
                .query((row, _) -> String.valueOf(row.getString("user_id")))
                .optional()
                .filter(owner -> !owner.equals("null"))
                .orElse(null);
    }
}
