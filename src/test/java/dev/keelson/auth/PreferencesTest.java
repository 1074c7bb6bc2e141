package dev.keelson.auth;

import static dev.keelson.testing.TestUsers.as;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.keelson.shared.CurrentUser;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;

@KeelsonTest
class PreferencesTest {
    private static final String DARK = """
            {"theme": "dark", "language": "de-AT", "timezone": "Europe/Vienna",
             "notifications": {"email": true, "push": false, "marketing": true, "security": true},
             "privacy": {"analytics": true, "personalised": false}}
            """;

    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Test
    void defaultsAreThereOnTheFirstReadAndConsentToNothing() throws Exception {
        read(users.fresh())
                .andExpect(status().isOk())
                .andExpect(header().string("ETag", "\"0\""))
                .andExpect(jsonPath("$.language").value("en"))
                .andExpect(jsonPath("$.timezone").value("UTC"))
                .andExpect(jsonPath("$.notifications.security").value(true))
                .andExpect(jsonPath("$.notifications.marketing").value(false))
                .andExpect(jsonPath("$.privacy.analytics").value(false));
    }

    @Test
    void changeIsRecordedByTheNamesOfWhatChanged() throws Exception {
        var user = users.fresh();
        write(user, DARK, null);
        write(user, DARK, null);
        write(user, DARK.replace("dark", "light"), null);

        mvc.perform(get("/api/v1/me/activity").with(as(user)))
                .andExpect(jsonPath("$.items.length()").value(2))
                .andExpect(jsonPath("$.items[0].action").value("preferences.changed"))
                .andExpect(jsonPath("$.items[0].details.fields.length()").value(1))
                .andExpect(jsonPath("$.items[0].details.fields[0]").value("theme"))
                .andExpect(jsonPath("$.items[1].details.fields.length()").value(5));
    }

    @Test
    void changeIsReadBackUnderANewEtag() throws Exception {
        var user = users.fresh();
        read(user);

        write(user, DARK, "\"0\"").andExpect(status().isOk()).andExpect(header().string("ETag", "\"1\""));

        read(user)
                .andExpect(header().string("ETag", "\"1\""))
                .andExpect(jsonPath("$.theme").value("dark"))
                .andExpect(jsonPath("$.language").value("de-AT"))
                .andExpect(jsonPath("$.timezone").value("Europe/Vienna"))
                .andExpect(jsonPath("$.notifications.push").value(false))
                .andExpect(jsonPath("$.privacy.analytics").value(true));
    }

    @Test
    void staleChangeIsRefusedAndChangesNothing() throws Exception {
        var user = users.fresh();
        read(user);
        write(user, DARK, "W/\"0\"").andExpect(status().isOk());

        write(user, DARK.replace("dark", "light"), "\"0\"")
                .andExpect(status().isPreconditionFailed())
                .andExpect(jsonPath("$.code").value("PREFERENCES_CHANGED"));
        write(user, DARK.replace("dark", "light"), "\"of-another-api\"").andExpect(status().isPreconditionFailed());

        read(user).andExpect(jsonPath("$.theme").value("dark"));
    }

    @Test
    void changeWithoutConditionAlwaysTakesEffect() throws Exception {
        var user = users.fresh();

        write(user, DARK, null).andExpect(status().isOk());
        write(user, DARK.replace("dark", "light"), "*").andExpect(status().isOk());

        read(user).andExpect(jsonPath("$.theme").value("light"));
    }

    @Test
    void preferencesThatDidNotChangeAreNotSentAgain() throws Exception {
        var user = users.fresh();
        read(user);

        mvc.perform(get("/api/v1/me/preferences").with(as(user)).header("If-None-Match", "\"0\""))
                .andExpect(status().isNotModified());
    }

    @ParameterizedTest
    @CsvSource({
        "dark, midnight, theme",
        "de-AT, not_a_tag, language",
        "de-AT, x-private, language",
        "Europe/Vienna, Mars/Olympus, timezone",
        "Europe/Vienna, UTC+01:00, timezone"
    })
    void invalidFieldIsNamed(String value, String replacement, String field) throws Exception {
        write(users.fresh(), DARK.replace(value, replacement), null)
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.errors[0].field").value(field));
    }

    @Test
    void missingSwitchIsNamed() throws Exception {
        write(users.fresh(), DARK.replace("\"push\": false,", ""), null)
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.errors[0].field").value("notifications.push"));
    }

    private ResultActions read(CurrentUser user) throws Exception {
        return mvc.perform(get("/api/v1/me/preferences").with(as(user)));
    }

    private ResultActions write(CurrentUser user, String body, @Nullable String ifMatch) throws Exception {
        var request = put("/api/v1/me/preferences")
                .with(as(user))
                .contentType(MediaType.APPLICATION_JSON)
                .content(body);
        return mvc.perform(ifMatch == null ? request : request.header("If-Match", ifMatch));
    }
}
