package dev.keelson.auth;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.serviceUnavailable;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static dev.keelson.auth.ClerkFixtures.T0;
import static dev.keelson.auth.ClerkFixtures.user;
import static dev.keelson.testing.TestUsers.as;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.patch;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Role;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.wiremock.spring.InjectWireMock;

@KeelsonTest
class MeTest {
    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @InjectWireMock("clerk")
    private WireMockServer clerk;

    @Test
    void accountShowsProfileRoleStatusPlanAndPreferences() throws Exception {
        var user = users.fresh(Role.PREMIUM);

        mvc.perform(get("/api/v1/me").with(as(user)))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.id").value(user.id().toString()))
                .andExpect(jsonPath("$.email").isNotEmpty())
                .andExpect(jsonPath("$.role").value("premium"))
                .andExpect(jsonPath("$.status").value("active"))
                .andExpect(jsonPath("$.plan").value("pro"))
                .andExpect(jsonPath("$.preferences.theme").value("system"))
                .andExpect(jsonPath("$.clerkId").doesNotExist())
                .andExpect(jsonPath("$.sections").doesNotExist());
    }

    @Test
    void accountThatDidNotChangeIsNotSentAgain() throws Exception {
        var user = users.fresh();
        var etag = mvc.perform(get("/api/v1/me").with(as(user)))
                .andReturn()
                .getResponse()
                .getHeader("ETag");

        mvc.perform(get("/api/v1/me").with(as(user)).header("If-None-Match", String.valueOf(etag)))
                .andExpect(status().isNotModified());
    }

    @Test
    void changeIsWrittenToClerkAndShownAtOnce() throws Exception {
        var user = users.fresh();
        clerkAnswers(
                user,
                okJson(user(user.clerkId(), T0).put("first_name", "Augusta").toString()));

        change(user, "{\"firstName\": \"Augusta\"}")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.firstName").value("Augusta"));

        clerk.verify(patchRequestedFor(urlEqualTo("/users/" + user.clerkId()))
                .withHeader("Authorization", equalTo("Bearer sk_test_clerk"))
                .withHeader("Clerk-API-Version", equalTo("2026-05-12"))
                .withRequestBody(equalToJson("{\"first_name\": \"Augusta\"}")));
        mvc.perform(get("/api/v1/me/activity").with(as(user)))
                .andExpect(jsonPath("$.items[0].action").value("profile.changed"))
                .andExpect(jsonPath("$.items[0].details.fields[0]").value("firstName"))
                .andExpect(content().string(not(containsString("Augusta"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"firstName": ""}                     | firstName
            {"lastName": "   "}                   | lastName
            {"username": "no"}                    | username
            {"username": "no spaces"}             | username
            {"username": "nö-umlauts"}            | username
            {"firstName": "012345678901234567890123456789012345678901234567890"} | firstName
            """)
    void invalidFieldIsNamed(String body, String field) throws Exception {
        change(users.fresh(), body)
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.code").value("VALIDATION_FAILED"))
                .andExpect(jsonPath("$.errors[0].field").value(field));
    }

    @Test
    void changeOfNothingIsRefused() throws Exception {
        change(users.fresh(), "{}").andExpect(status().isBadRequest());
    }

    @Test
    void takenUsernameIsAConflict() throws Exception {
        var user = users.fresh();
        clerkAnswers(user, jsonResponse("""
                        {"errors": [{"message": "taken", "long_message": "That username is taken.",
                                     "code": "form_identifier_exists", "meta": {"param_name": "username"}}]}
                        """, 422));

        change(user, "{\"username\": \"ada\"}")
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("USERNAME_TAKEN"));
    }

    @Test
    void failureOfClerkChangesNothing() throws Exception {
        var user = users.fresh();
        clerkAnswers(user, serviceUnavailable());

        change(user, "{\"firstName\": \"Augusta\"}")
                .andExpect(status().isServiceUnavailable())
                .andExpect(jsonPath("$.code").value("VENDOR_UNAVAILABLE"));

        mvc.perform(get("/api/v1/me").with(as(user)))
                .andExpect(jsonPath("$.firstName").isEmpty());
    }

    private void clerkAnswers(CurrentUser user, ResponseDefinitionBuilder answer) {
        clerk.stubFor(WireMock.patch("/users/" + user.clerkId()).willReturn(answer));
    }

    private ResultActions change(CurrentUser user, String body) throws Exception {
        return mvc.perform(patch("/api/v1/me")
                .with(as(user))
                .contentType(MediaType.APPLICATION_JSON)
                .content(body));
    }
}
