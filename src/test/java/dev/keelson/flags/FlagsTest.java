package dev.keelson.flags;

import static dev.keelson.testing.TestUsers.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Role;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

@KeelsonTest
class FlagsTest {
    private static final String ON = "{\"enabled\": true, \"percentage\": 100}";
    private static final String FOR_NOBODY_ELSE = "{\"enabled\": true, \"percentage\": 0, %s}";

    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    private Flags flags;

    @Autowired
    private JdbcClient jdbc;

    private final String key = "flag-" + UUID.randomUUID();

    @SuppressWarnings("NullAway.Init")
    private CurrentUser admin;

    @BeforeEach
    void freshAdmin() {
        admin = users.fresh(Role.ADMIN);
    }

    @Test
    void unknownFlagIsOff() {
        assertThat(flags.isOn(key, users.fresh())).isFalse();
    }

    @Test
    void changeHoldsFromTheNextQuestionOn() throws Exception {
        var user = users.fresh();

        replace(ON).andExpect(status().isOk());
        assertThat(flags.isOn(key, user)).isTrue();

        replace("{\"enabled\": false, \"percentage\": 100}").andExpect(status().isOk());
        assertThat(flags.isOn(key, user)).isFalse();
    }

    @Test
    void offIsOffForThoseWhoAreNamedToo() throws Exception {
        var user = users.fresh(Role.PREMIUM);

        replace("{\"enabled\": false, \"percentage\": 100, \"roles\": [\"premium\"], \"users\": [\"%s\"]}"
                .formatted(user.id()));

        assertThat(flags.isOn(key, user)).isFalse();
    }

    @Test
    void namedRoleAndNamedUserHaveItWhateverThePercentage() throws Exception {
        var named = users.fresh();

        replace(FOR_NOBODY_ELSE.formatted("\"roles\": [\"premium\"], \"users\": [\"%s\"]".formatted(named.id())))
                .andExpect(status().isOk());

        assertThat(flags.isOn(key, named)).isTrue();
        assertThat(flags.isOn(key, users.fresh(Role.PREMIUM))).isTrue();
        assertThat(flags.isOn(key, users.fresh())).isFalse();
        assertThat(flags.isOn(key, admin)).isFalse();
    }

    @Test
    void everyoneSeesTheFlagsAsTheyAreForThem() throws Exception {
        replace(FOR_NOBODY_ELSE.formatted("\"roles\": [\"premium\"]"));

        mine(users.fresh(Role.PREMIUM)).andExpect(jsonPath("$['" + key + "']").value(true));
        mine(users.fresh()).andExpect(jsonPath("$['" + key + "']").value(false));
    }

    @Test
    void administratorSeesWhatWasPut() throws Exception {
        var named = users.fresh().id();
        replace(FOR_NOBODY_ELSE.formatted("\"roles\": [\"premium\", \"free\"], \"users\": [\"%s\"]".formatted(named)));

        mvc.perform(get("/api/v1/admin/flags").with(as(admin)))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.items[*].key").value(hasItem(key)));
        mvc.perform(get("/api/v1/admin/flags/" + key).with(as(admin)))
                .andExpect(status().isOk())
                .andExpect(header().string("ETag", "\"0\""))
                .andExpect(jsonPath("$.key").value(key))
                .andExpect(jsonPath("$.enabled").value(true))
                .andExpect(jsonPath("$.percentage").value(0))
                .andExpect(jsonPath("$.roles[0]").value("free"))
                .andExpect(jsonPath("$.roles[1]").value("premium"))
                .andExpect(jsonPath("$.users[0]").value(named.toString()))
                .andExpect(jsonPath("$.updatedAt").isNotEmpty());
    }

    @Test
    void everyChangeIsAuditedAndNoChangeIsNot() throws Exception {
        replace(ON);
        replace(ON);
        replace("{\"enabled\": true, \"percentage\": 50}");
        remove().andExpect(status().isNoContent());

        assertThat(jdbc.sql("""
                                select action || ' ' || coalesce(details #>> '{before,percentage}', '-')
                                              || ' ' || coalesce(details #>> '{after,percentage}', '-')
                                from audit_log where subject = :key and actor_id = :admin order by occurred_at, id
                                """)
                        .param("key", key)
                        .param("admin", admin.id().value())
                        .query(String.class)
                        .list())
                .isEqualTo(List.of("flag.created - 100", "flag.changed 100 50", "flag.deleted 50 -"));
    }

    @Test
    void changeOfAStateThatIsGoneIsRefused() throws Exception {
        replace(ON);
        replace("{\"enabled\": true, \"percentage\": 50}").andExpect(header().string("ETag", "\"1\""));

        replace(ON, "\"0\"")
                .andExpect(status().isPreconditionFailed())
                .andExpect(jsonPath("$.code").value("FLAG_CHANGED"));
        mvc.perform(change(HttpMethod.DELETE, admin).header(HttpHeaders.IF_MATCH, "\"0\""))
                .andExpect(status().isPreconditionFailed());
        replace(ON, "W/\"1\"").andExpect(status().isOk()).andExpect(header().string("ETag", "\"2\""));
    }

    @Test
    void deletedFlagIsOffAndGone() throws Exception {
        replace(ON);

        remove().andExpect(status().isNoContent());

        assertThat(flags.isOn(key, users.fresh())).isFalse();
        remove().andExpect(status().isNotFound()).andExpect(jsonPath("$.code").value("FLAG_NOT_FOUND"));
        mvc.perform(get("/api/v1/admin/flags/" + key).with(as(admin))).andExpect(status().isNotFound());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "",
                "{",
                "{\"enabled\": true}",
                "{\"percentage\": 10}",
                "{\"enabled\": true, \"percentage\": -1}",
                "{\"enabled\": true, \"percentage\": 101}",
                "{\"enabled\": true, \"percentage\": 12.7}",
                "{\"enabled\": true, \"percentage\": 99999999999}",
                "{\"enabled\": \"perhaps\", \"percentage\": 10}",
                "{\"enabled\": true, \"percentage\": 10, \"roles\": [\"king\"]}",
                "{\"enabled\": true, \"percentage\": 10, \"roles\": [null]}",
                "{\"enabled\": true, \"percentage\": 10, \"roles\": \"free\"}",
                "{\"enabled\": true, \"percentage\": 10, \"users\": [\"somebody\"]}",
                "{\"enabled\": true, \"percentage\": 10, \"users\": [null]}",
            })
    void wrongRuleIsABadRequestAndMakesNothing(String body) throws Exception {
        replace(body)
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.code").isNotEmpty());

        remove().andExpect(status().isNotFound());
    }

    @Test
    void moreUsersThanMeantForAreRefused() throws Exception {
        var ids = Stream.generate(() -> "\"" + UUID.randomUUID() + "\"")
                .limit(101)
                .toList();

        replace(FOR_NOBODY_ELSE.formatted("\"users\": " + ids))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.errors[0].field").value("users"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upper",
                "with_underscore",
                "-dash",
                "two..dots",
                "über",
                "a12345678901234567890123456789012345678901234567890123456789012345"
            })
    void wrongKeyIsABadRequest(String wrong) throws Exception {
        mvc.perform(put("/api/v1/admin/flags/" + wrong)
                        .with(as(admin))
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(ON))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.code").value("VALIDATION_FAILED"))
                .andExpect(jsonPath("$.errors[0].field").value("key"));
    }

    @Test
    void onlyAdministratorsSeeOrChangeTheRules() throws Exception {
        var user = users.fresh(Role.PREMIUM);

        mvc.perform(get("/api/v1/admin/flags").with(as(user))).andExpect(status().isForbidden());
        mvc.perform(change(HttpMethod.PUT, user).content(ON)).andExpect(status().isForbidden());
        mvc.perform(change(HttpMethod.DELETE, user)).andExpect(status().isForbidden());
        mvc.perform(get("/api/v1/flags")).andExpect(status().isUnauthorized());
    }

    private ResultActions replace(String body) throws Exception {
        return mvc.perform(change(HttpMethod.PUT, admin).content(body));
    }

    private ResultActions replace(String body, String ifMatch) throws Exception {
        return mvc.perform(change(HttpMethod.PUT, admin).content(body).header(HttpHeaders.IF_MATCH, ifMatch));
    }

    private ResultActions remove() throws Exception {
        return mvc.perform(change(HttpMethod.DELETE, admin));
    }

    private MockHttpServletRequestBuilder change(HttpMethod method, CurrentUser user) {
        return request(method, "/api/v1/admin/flags/" + key).with(as(user)).contentType(MediaType.APPLICATION_JSON);
    }

    private ResultActions mine(CurrentUser user) throws Exception {
        return mvc.perform(get("/api/v1/flags").with(as(user))).andExpect(status().isOk());
    }
}
