package dev.keelson.operations;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static dev.keelson.testing.TestUsers.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Role;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.wiremock.spring.InjectWireMock;

@KeelsonTest
class AdminClientsTest {
    private static final String CLIENTS = "/api/v1/admin/clients";
    private static final String PREVIEW = "/v1/invoices/create_preview";

    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private StripeApiClient client;

    @InjectWireMock("stripe")
    private WireMockServer stripe;

    private final String customer = "cus_" + UUID.randomUUID();

    @SuppressWarnings("NullAway.Init")
    private CurrentUser admin;

    @BeforeEach
    void prepare() {
        admin = users.fresh(Role.ADMIN);
        stripe.stubFor(post(PREVIEW).willReturn(okJson("{\"total\":1}")));
    }

    /** By a cached call, how often Stripe was asked. */
    private int asked() {
        client.upcomingInvoice(customer, "sub_1");
        return stripe.countRequestsMatching(postRequestedFor(urlEqualTo(PREVIEW))
                        .withRequestBody(com.github.tomakehurst.wiremock.client.WireMock.containing(customer))
                        .build())
                .getCount();
    }

    @Test
    void vendorsAreShownWithBreakerLimitCachesAndCalls() throws Exception {
        asked();

        mvc.perform(get(CLIENTS).with(as(admin)))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.length()").value(3))
                .andExpect(jsonPath("$[?(@.name == 'stripe')].breaker").value("closed"))
                .andExpect(jsonPath("$[?(@.name == 'stripe')].inFlight.most").value(256))
                .andExpect(jsonPath("$[?(@.name == 'stripe')].budget.periodSeconds")
                        .value(1))
                .andExpect(jsonPath("$[?(@.name == 'stripe')].caches[0].name").value("upcoming-invoices"))
                .andExpect(jsonPath("$[?(@.name == 'stripe')].operations[*].operation")
                        .value(hasItem("POST " + PREVIEW)));
    }

    @Test
    void onlyAdministratorsMayLook() throws Exception {
        mvc.perform(get(CLIENTS).with(as(users.fresh()))).andExpect(status().isForbidden());
        mvc.perform(MockMvcRequestBuilders.post(CLIENTS + "/stripe/cache/evict").with(as(users.fresh())))
                .andExpect(status().isForbidden());
    }

    @Test
    void evictedAnswersAreAskedForAgainAndItIsAudited() throws Exception {
        assertThat(asked()).isEqualTo(1);
        assertThat(asked()).isEqualTo(1);

        mvc.perform(MockMvcRequestBuilders.post(CLIENTS + "/stripe/cache/evict").with(as(admin)))
                .andExpect(status().isNoContent());

        assertThat(asked()).isEqualTo(2);
        assertThat(jdbc.sql("select action from audit_log where actor_id = :admin")
                        .param("admin", admin.id().value())
                        .query(String.class)
                        .list())
                .containsExactly("client.cache_evicted");
    }

    @Test
    void unknownVendorIsNotFound() throws Exception {
        mvc.perform(MockMvcRequestBuilders.post(CLIENTS + "/paypal/cache/evict").with(as(admin)))
                .andExpect(status().isNotFound());
    }

    /** As another node says it. */
    @Test
    void whatAnotherNodeHeardOfIsAskedForAgain() {
        assertThat(asked()).isEqualTo(1);

        jdbc.sql("select pg_notify('keelson_client_caches', :word)")
                .param("word", "stripe " + customer)
                .query((_, _) -> true)
                .single();

        await().until(() -> asked() == 2);
    }

    /** Nobody knows what was said while nobody listened. */
    @Test
    void whatMayHaveBeenMissedIsAskedForAgain() {
        assertThat(asked()).isEqualTo(1);

        int cut = jdbc.sql("""
                        select pg_terminate_backend(pid) from pg_stat_activity
                        where application_name = 'keelson notices' and datname = current_database()
                        """).query(Boolean.class).list().size();

        assertThat(cut).isEqualTo(1);
        await().until(() -> asked() == 2);
    }
}
