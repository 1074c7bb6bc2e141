package dev.keelson.operations;

import static dev.keelson.testing.TestUsers.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import dev.keelson.audit.AuditLog;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Role;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;

/** What tampering looks like is {@code AuditTamperingTest}'s: this is the application's own chain, which is intact. */
@KeelsonTest
class AuditVerifyTest {
    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    private AuditLog audit;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private SchedulerClient scheduler;

    @SuppressWarnings("NullAway.Init")
    private CurrentUser admin;

    @BeforeEach
    void freshAdmin() {
        admin = users.fresh(Role.ADMIN);
    }

    @Test
    void entryIsSealedSoonAndTheChainVerified() throws Exception {
        String subject = "subject-" + admin.id();
        audit.record(admin.id(), "probe.made", subject, Map.of());

        await().untilAsserted(() -> assertThat(jdbc.sql("""
                        select count(*) from audit_chain c join audit_log l on l.id = c.entry_id where l.subject = :subject
                        """)
                        .param("subject", subject)
                        .query(Long.class)
                        .single())
                .isEqualTo(1));
        verify("")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.intact").value(true))
                .andExpect(jsonPath("$.entries").isNumber())
                .andExpect(jsonPath("$.days[-1:].head").isNotEmpty())
                .andExpect(jsonPath("$.days[-1:].firstBreak").exists());
    }

    @Test
    void verificationAndReadingAreEntriesThemselves() throws Exception {
        verify("?from=2026-01-01&to=2026-01-31");
        mvc.perform(get("/api/v1/admin/audit?subject=somebody@example.com").with(as(admin)));

        mvc.perform(get("/api/v1/me/activity").with(as(admin)))
                .andExpect(jsonPath("$.items[1].action").value("audit.verified"))
                .andExpect(jsonPath("$.items[1].details.from").value("2026-01-01"))
                .andExpect(jsonPath("$.items[1].details.intact").value(true))
                .andExpect(jsonPath("$.items[0].action").value("audit.read"))
                .andExpect(jsonPath("$.items[0].details.conditions.length()").value(1))
                .andExpect(jsonPath("$.items[0].details.conditions[0]").value("subject"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?from=2026-02-01&to=2026-01-31",
                "?from=2020-01-01&to=2026-01-31",
                "?from=yesterday",
                "?to=2026-02-30",
                "?from=2026-01-01T00:00:00Z"
            })
    void wrongRangeIsABadRequest(String query) throws Exception {
        verify(query)
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.code").value("MALFORMED_REQUEST"));
    }

    @Test
    void onlyAdministratorsVerify() throws Exception {
        mvc.perform(get("/api/v1/admin/audit/verify").with(as(users.fresh(Role.PREMIUM))))
                .andExpect(status().isForbidden());
    }

    @Test
    void nightlyCheckIsATaskThatIsDueAgainAtNight() {
        scheduler.reschedule(TaskInstanceId.of("audit-check", "nightly"), Instant.now());

        await().untilAsserted(() ->
                assertThat(jdbc.sql("""
                        select last_success is not null and execution_time > now()
                          and extract(hour from execution_time at time zone 'UTC') = 3
                        from scheduled_tasks where task_name = 'audit-check'
                        """).query(Boolean.class).single()).isTrue());
        assertThat(jdbc.sql("select count(*) from audit_check where broken_day is not null")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private ResultActions verify(String query) throws Exception {
        return mvc.perform(get("/api/v1/admin/audit/verify" + query).with(as(admin)));
    }
}
