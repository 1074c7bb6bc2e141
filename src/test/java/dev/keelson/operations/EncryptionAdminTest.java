package dev.keelson.operations;

import static dev.keelson.testing.TestUsers.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.jayway.jsonpath.JsonPath;
import dev.keelson.shared.Role;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;

@KeelsonTest
class EncryptionAdminTest {
    /** Tink's prefix of a key that the tests' key set does not have. */
    private static final byte[] OF_AN_UNKNOWN_KEY = {1, 0, 0, 0, 99, 5, 5};

    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MeterRegistry metrics;

    private final UUID row = UUID.randomUUID();

    @AfterEach
    void remove() {
        jdbc.sql("delete from social_profiles where id = :id").param("id", row).update();
    }

    @Test
    void rowsAreCountedByTheirKeyAndRotationIsStarted() throws Exception {
        var admin = users.fresh(Role.ADMIN);
        jdbc.sql("""
                        insert into social_profiles (id, user_id, state, ref_id, profile_key, claim, claimed_until, created_at, updated_at)
                        values (:id, :user, 'active', :ref, :key, :id, now(), now(), now())
                        """)
                .param("id", row)
                .param("user", users.fresh().id().value())
                .param("ref", "ref-" + row)
                .param("key", OF_AN_UNKNOWN_KEY)
                .update();

        mvc.perform(get("/api/v1/admin/encryption").with(as(admin)))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.primaryKeyId").value(1))
                .andExpect(jsonPath("$.finished").value(false))
                .andExpect(jsonPath("$.rows[?(@.keyId == 99)].count").value(1))
                .andExpect(jsonPath("$.rows[?(@.keyId == 99)].table").value("social_profiles"));
        mvc.perform(post("/api/v1/admin/encryption/rotate").with(as(admin))).andExpect(status().isAccepted());

        await().untilAsserted(() -> assertThat(metrics.get("encryption.rows.old_key")
                        .tag("column", "profile_key")
                        .gauge()
                        .value())
                .isEqualTo(1));
        await().untilAsserted(() -> assertThat(
                        jdbc.sql("select count(*) from scheduled_tasks where task_name = 'encryption-rotate'")
                                .query(Long.class)
                                .single())
                .isZero());
        assertThat(actions(mvc.perform(get("/api/v1/me/activity").with(as(admin)))))
                .containsExactly("encryption.rotation_started", "encryption.read");
    }

    @Test
    void onlyAdministratorsMayKnow() throws Exception {
        mvc.perform(get("/api/v1/admin/encryption").with(as(users.fresh()))).andExpect(status().isForbidden());
        mvc.perform(post("/api/v1/admin/encryption/rotate").with(as(users.fresh())))
                .andExpect(status().isForbidden());
    }

    private static List<String> actions(ResultActions result) throws Exception {
        return JsonPath.read(result.andReturn().getResponse().getContentAsString(), "$.items[*].action");
    }
}
