package dev.keelson;

import static org.hamcrest.Matchers.containsString;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;

@KeelsonTest
class ApplicationStartsTest {
    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Test
    void unknownPathIsAProblemWithCodeAndAction() throws Exception {
        mvc.perform(get("/api/v1/nothing-here").with(TestUsers.as(users.fresh())))
                .andExpect(status().isNotFound())
                .andExpect(content().contentType("application/problem+json"))
                .andExpect(jsonPath("$.code").value("NOT_FOUND"))
                .andExpect(jsonPath("$.action").isNotEmpty())
                .andExpect(jsonPath("$.instance").value("/api/v1/nothing-here"));
    }

    @Test
    void requestWithoutTokenIsRefusedAsAProblem() throws Exception {
        mvc.perform(get("/api/v1/me"))
                .andExpect(status().isUnauthorized())
                .andExpect(jsonPath("$.code").value("UNAUTHENTICATED"))
                .andExpect(jsonPath("$.action").value(containsString("Sign in")));
    }
}
