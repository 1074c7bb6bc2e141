package dev.keelson.operations;

import static dev.keelson.testing.TestUsers.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.jayway.jsonpath.JsonPath;
import dev.keelson.audit.AuditLog;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Role;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;

@KeelsonTest
class AuditSearchTest {
    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    private AuditLog audit;

    @SuppressWarnings("NullAway.Init")
    private CurrentUser admin;

    @SuppressWarnings("NullAway.Init")
    private CurrentUser actor;

    @BeforeEach
    void freshUsers() {
        admin = users.fresh(Role.ADMIN);
        actor = users.fresh();
    }

    @Test
    void entryIsShownAsItWasRecorded() throws Exception {
        audit.record(actor.id(), "probe.made", "subject-1", Map.of("size", 3, "parts", List.of("a")));

        search("actor=" + actor.id())
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.items.length()").value(1))
                .andExpect(jsonPath("$.items[0].id").isNotEmpty())
                .andExpect(jsonPath("$.items[0].at").isNotEmpty())
                .andExpect(jsonPath("$.items[0].actor").value(actor.id().toString()))
                .andExpect(jsonPath("$.items[0].action").value("probe.made"))
                .andExpect(jsonPath("$.items[0].subject").value("subject-1"))
                .andExpect(jsonPath("$.items[0].details.size").value(3))
                .andExpect(jsonPath("$.items[0].details.parts[0]").value("a"))
                .andExpect(jsonPath("$.nextCursor").isEmpty());
    }

    @Test
    void conditionsAreMetTogether() throws Exception {
        var other = users.fresh();
        audit.record(actor.id(), "probe.made", "one", Map.of());
        audit.record(actor.id(), "probe.lost", "one", Map.of());
        audit.record(actor.id(), "probes.made", "two", Map.of());
        audit.record(other.id(), "probe.made", "one", Map.of());

        assertThat(actions("actor=" + actor.id())).containsExactly("probes.made", "probe.lost", "probe.made");
        assertThat(actions("action=probe.&actor=" + actor.id())).containsExactly("probe.lost", "probe.made");
        assertThat(actions("subject=two&actor=" + actor.id())).containsExactly("probes.made");
        assertThat(actions("subject=one&action=probe.made&actor=" + other.id())).containsExactly("probe.made");
        assertThat(actions("subject=on&actor=" + actor.id())).isEmpty();
    }

    @Test
    void prefixIsTextAndNoPattern() throws Exception {
        audit.record(actor.id(), "probe.made", "one", Map.of());

        assertThat(actions("action=%25&actor=" + actor.id())).isEmpty();
        assertThat(actions("action=_robe&actor=" + actor.id())).isEmpty();
    }

    @Test
    void timeIsFromWhichIsIncludedToWhichIsNot() throws Exception {
        audit.record(actor.id(), "probe.made", "one", Map.of());
        String body = body(search("actor=" + actor.id()));
        var at = Instant.parse(JsonPath.<String>read(body, "$.items[0].at"));

        assertThat(actions("actor=%s&from=%s&to=%s".formatted(actor.id(), at, at.plusNanos(1_000))))
                .hasSize(1);
        assertThat(actions("actor=%s&to=%s".formatted(actor.id(), at))).isEmpty();
        assertThat(actions("actor=%s&from=%s".formatted(actor.id(), at.plusNanos(1_000))))
                .isEmpty();
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepetition() throws Exception {
        for (int i = 1; i <= 5; i++) {
            audit.record(actor.id(), "probe.made", "subject" + i, Map.of());
        }

        List<String> seen = new ArrayList<>();
        var cursor = "";
        for (int page = 0; page < 3; page++) {
            String body = body(search("limit=2&actor=" + actor.id() + "&cursor=" + cursor));
            seen.addAll(JsonPath.<List<String>>read(body, "$.items[*].subject"));
            cursor = String.valueOf(JsonPath.<Object>read(body, "$.nextCursor"));
        }

        assertThat(seen).containsExactlyInAnyOrder("subject5", "subject4", "subject3", "subject2", "subject1");
        assertThat(cursor).isEqualTo("null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "actor=me",
                "from=yesterday",
                "to=2026-13-01T00:00:00Z",
                "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
                "from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00Z",
                "limit=0",
                "limit=101",
                "cursor=rubbish",
                "action=a12345678901234567890123456789012345678901234567890"
                        + "12345678901234567890123456789012345678901234567890",
            })
    void wrongQueryIsABadRequest(String query) throws Exception {
        search(query)
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.code").isNotEmpty());
    }

    @Test
    void onlyAdministratorsRead() throws Exception {
        mvc.perform(get("/api/v1/admin/audit").with(as(users.fresh(Role.PREMIUM))))
                .andExpect(status().isForbidden());
        mvc.perform(get("/api/v1/admin/audit")).andExpect(status().isUnauthorized());
    }

    private List<String> actions(String query) throws Exception {
        return JsonPath.read(body(search(query).andExpect(status().isOk())), "$.items[*].action");
    }

    private ResultActions search(String query) throws Exception {
        return mvc.perform(get(URI.create("/api/v1/admin/audit?" + query)).with(as(admin)));
    }

    private static String body(ResultActions result) throws Exception {
        return result.andReturn().getResponse().getContentAsString();
    }
}
