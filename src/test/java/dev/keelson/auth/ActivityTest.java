package dev.keelson.auth;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

@KeelsonTest
class ActivityTest {
    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    private AuditLog audit;

    @Test
    void ownDeedsAndWhatWasDoneToOneselfAreShownNewestFirst() throws Exception {
        var user = users.fresh();
        var other = users.fresh();
        var admin = users.fresh(Role.ADMIN);
        audit.record(user.id(), "post.ordered", "post-1", Map.of("targets", 2));
        audit.record(null, "plan.changed", user.id().toString(), Map.of("to", "pro"));
        audit.record(admin.id(), "user.suspended", user.id().toString(), Map.of("note", "internal"));
        audit.record(user.id(), "preferences.changed", user.id().toString(), Map.of());
        audit.record(other.id(), "post.ordered", "post-2", Map.of());
        audit.record(admin.id(), "user.suspended", other.id().toString(), Map.of());

        activity(user, "")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.items.length()").value(4))
                .andExpect(jsonPath("$.items[0].action").value("preferences.changed"))
                .andExpect(jsonPath("$.items[0].by").value("YOU"))
                .andExpect(jsonPath("$.items[1].action").value("user.suspended"))
                .andExpect(jsonPath("$.items[1].by").value("ADMINISTRATOR"))
                .andExpect(jsonPath("$.items[2].by").value("SYSTEM"))
                .andExpect(jsonPath("$.items[2].details.to").value("pro"))
                .andExpect(jsonPath("$.items[3].subject").value("post-1"))
                .andExpect(jsonPath("$.items[3].details.targets").value(2));
    }

    @Test
    void whatIsOthersBusinessIsNotShown() throws Exception {
        var user = users.fresh();
        var admin = users.fresh(Role.ADMIN);
        mvc.perform(get("/api/v1/admin/users/" + user.id()).with(as(admin)).with(from("198.51.100.7")))
                .andExpect(status().isOk());

        activity(user, "")
                .andExpect(jsonPath("$.items.length()").value(1))
                .andExpect(jsonPath("$.items[0].action").value("user.read"))
                .andExpect(jsonPath("$.items[0].by").value("ADMINISTRATOR"))
                .andExpect(jsonPath("$.items[0].actor").doesNotExist())
                .andExpect(jsonPath("$.items[0].traceId").doesNotExist())
                .andExpect(jsonPath("$.items[0].ip").isEmpty())
                .andExpect(jsonPath("$.items[0].details").isEmpty());
    }

    /** Who acts in somebody's name is not that somebody. */
    @Test
    void whatAnAdministratorDidInTheirNameIsNotTheirs() throws Exception {
        var user = users.fresh();
        audit.record(user.id(), "preferences.changed", user.id().toString(), Map.of("impersonator", "user_admin"));

        String shown = body(activity(user, ""));

        assertThat(JsonPath.<String>read(shown, "$.items[0].by")).isEqualTo("ADMINISTRATOR");
        assertThat(shown).doesNotContain("user_admin");
    }

    @Test
    void ownNetworkIsShownAndNotTheAddress() throws Exception {
        var admin = users.fresh(Role.ADMIN);
        mvc.perform(get("/api/v1/admin/users").with(as(admin)).with(from("198.51.100.7")));

        activity(admin, "")
                .andExpect(jsonPath("$.items[0].action").value("users.searched"))
                .andExpect(jsonPath("$.items[0].ip").value("198.51.100.0/24"));
    }

    @Test
    void searchIsRecordedWithoutWhatWasSearchedFor() throws Exception {
        var admin = users.fresh(Role.ADMIN);
        mvc.perform(get("/api/v1/admin/users?text=somebody@example.com").with(as(admin)));

        String body = body(activity(admin, ""));

        assertThat(body).contains("users.searched", "\"byText\":true").doesNotContain("somebody");
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepetition() throws Exception {
        var user = users.fresh();
        for (int i = 0; i < 7; i++) {
            boolean own = i % 2 == 0;
            audit.record(
                    own ? user.id() : null,
                    "probe.made" + i,
                    own ? "x" : user.id().toString(),
                    Map.of());
        }

        List<String> seen = new ArrayList<>();
        String cursor = "";
        while (!cursor.equals("null")) {
            String body = body(activity(user, "?limit=3&cursor=" + cursor));
            seen.addAll(JsonPath.<List<String>>read(body, "$.items[*].action"));
            cursor = String.valueOf(JsonPath.<Object>read(body, "$.nextCursor"));
        }

        assertThat(seen)
                .containsExactly(
                        "probe.made6",
                        "probe.made5",
                        "probe.made4",
                        "probe.made3",
                        "probe.made2",
                        "probe.made1",
                        "probe.made0");
    }

    @Test
    void wrongCursorAndLimitAreBadRequests() throws Exception {
        activity(users.fresh(), "?cursor=rubbish").andExpect(status().isBadRequest());
        activity(users.fresh(), "?limit=101").andExpect(status().isBadRequest());
        mvc.perform(get("/api/v1/me/activity")).andExpect(status().isUnauthorized());
    }

    private ResultActions activity(CurrentUser user, String query) throws Exception {
        return mvc.perform(get("/api/v1/me/activity" + query).with(as(user)));
    }

    private static RequestPostProcessor from(String address) {
        return request -> {
            request.setRemoteAddr(address);
            return request;
        };
    }

    private static String body(ResultActions result) throws Exception {
        return result.andReturn().getResponse().getContentAsString();
    }
}
